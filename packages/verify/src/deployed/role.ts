import {
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { StageContext } from "./stage-context.ts";

type Statement = { Action: string | string[] };
type Document = { Statement: Statement | Statement[] };

/** Revokes an action from a function's role.
 *  Resolves with a function that restores it. Throws if the role does not have it. */
export async function takeAway({ account, stage }: StageContext, logical: string, action: string) {
  const { iam, lambda } = account;
  const { Role = "" } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: stage.functionName(logical) }),
  );
  const RoleName = Role.split("/").at(-1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const changed: (() => Promise<unknown>)[] = [];
  for (const PolicyName of PolicyNames) {
    const policy = { RoleName, PolicyName };
    const put = (PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(policy));
    const text = decodeURIComponent(PolicyDocument);
    const without = withoutAction(text, action);
    if (without === text) continue;
    await put(without);
    changed.push(() => put(text));
  }
  if (changed.length === 0) throw new Error(`${logical} has no ${action}`);
  return async (): Promise<void> => {
    await Promise.all(changed.map((undo) => undo()));
  };
}

/** Returns the text unchanged if no statement has the action. */
function withoutAction(text: string, action: string): string {
  const document = JSON.parse(text) as Document;
  const statements = [document.Statement].flat();
  const has = ({ Action }: Statement): boolean => [Action].flat().includes(action);
  if (!statements.some(has)) return text;
  const left = statements
    .map((one) => ({ ...one, Action: [one.Action].flat().filter((each) => each !== action) }))
    .filter(({ Action }) => Action.length > 0);
  return JSON.stringify({ ...document, Statement: left });
}
