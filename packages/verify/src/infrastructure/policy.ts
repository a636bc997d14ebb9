import { logical, resource, resourcesOf, type Synthesis } from "./synthesis.ts";

export type Statement = {
  Effect: string;
  Action: string[];
  Resource: string[];
  Principal?: { type: string; identifiers: string[] }[];
  Condition?: { test: string; variable: string; values: string[] }[];
};

/** The statements of a declared policy. */
export function statementsOf(policy: unknown): Statement[] {
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

/** All permissions of a role, from inline policies and AWS-managed ones. */
export function grantsOf(
  synthesis: Synthesis,
  role: string,
): { statements: Statement[]; managed: unknown[] } {
  const { inlinePolicies = [], managedPolicyArns = [] } = resource(
    synthesis,
    "aws:iam/role:Role",
    role,
  ) as { inlinePolicies?: { policy: string }[]; managedPolicyArns?: unknown[] };
  return {
    statements: inlinePolicies.flatMap(({ policy }) => statementsOf(policy)),
    managed: managedPolicyArns,
  };
}

/** `action on resource`, one line per pair, sorted, for tests to compare. */
export function pairsOf(statements: readonly Statement[]): string[] {
  return statements
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((arn) => `${action} on ${logical(arn)}`)),
    )
    .toSorted();
}

/** The only action for which AWS supports no resource but `*`. */
const WITHOUT_RESOURCES = new Set(["cloudwatch:GetMetricData on *"]);

/** Grants in any role that are wider than one named resource, one sentence each. A trailing `/*`
 *  of a bucket's objects and `:*` of a log group's streams count as one named resource. */
export function wildcards(synthesis: Synthesis): string[] {
  return [...resourcesOf(synthesis, "aws:iam/role:Role").keys()].flatMap((role) => {
    const { statements, managed } = grantsOf(synthesis, role);
    const wide = pairsOf(statements).filter((pair) => {
      const [action = "", target = ""] = pair.split(" on ");
      if (WITHOUT_RESOURCES.has(pair)) return false;
      return action.includes("*") || target.replace(/(?<=.)[/:]\*$/, "").includes("*");
    });
    return [
      ...wide.map((pair) => `${role} may ${pair}`),
      ...managed.map((arn) => `${role} has ${String(arn)}`),
    ];
  });
}

/** Queues that are EventBridge targets but do not permit it to send, one sentence each. */
export function unreachableQueues(synthesis: Synthesis): string[] {
  return deliveries(synthesis)
    .filter(({ queue, rule }) => !accepts(synthesis, queue, rule))
    .map(({ queue, rule }) => `${queue} does not accept ${rule}`);
}

type Delivery = { queue: string; rule: string };

/** The targets of each rule: its queues and dead-letter queues. */
function deliveries(synthesis: Synthesis): Delivery[] {
  const rules = resourcesOf(synthesis, "aws:cloudwatch/eventRule:EventRule");
  const ruleOf = (name: unknown): string =>
    [...rules].find(([, inputs]) => inputs["name"] === name)?.[0] ?? String(name);
  const targets = [...resourcesOf(synthesis, "aws:cloudwatch/eventTarget:EventTarget").values()];
  return targets.flatMap((target) => {
    const rule = ruleOf(target["rule"]);
    const dead = (target["deadLetterConfig"] as { arn: string } | undefined)?.arn;
    return [target["arn"], ...(dead === undefined ? [] : [dead])].map((arn) => ({
      queue: logical(arn),
      rule,
    }));
  });
}

/** Whether a queue's policy lets EventBridge send on behalf of the rule. */
function accepts(synthesis: Synthesis, queue: string, rule: string): boolean {
  const policies = [...resourcesOf(synthesis, "aws:sqs/queuePolicy:QueuePolicy").values()];
  return policies
    .flatMap(({ policy }) => statementsOf(policy))
    .some(
      ({ Action, Resource, Principal = [], Condition = [] }) =>
        Action.includes("sqs:SendMessage") &&
        Resource.some((arn) => logical(arn) === queue) &&
        Principal.some(
          ({ type, identifiers }) =>
            type === "Service" && identifiers.includes("events.amazonaws.com"),
        ) &&
        Condition.some(
          ({ variable, values }) =>
            variable === "aws:SourceArn" && values.some((arn) => logical(arn) === rule),
        ),
    );
}

/** The resource name in a policy for what a function called: a table, queue, parameter or bus. */
export function logicalName(synthesis: Synthesis, physical: string): string {
  for (const type of [
    "aws:dynamodb/table:Table",
    "aws:sqs/queue:Queue",
    "aws:ssm/parameter:Parameter",
    "aws:cloudwatch/eventBus:EventBus",
  ]) {
    for (const [name, inputs] of resourcesOf(synthesis, type)) {
      if (inputs["name"] === physical || name === physical) return name;
    }
  }
  if (physical.startsWith("/")) return `parameter${physical}`;
  return physical.startsWith("parked/") ? "ParkedBucket/*" : physical;
}

/** The actions that Lambda itself performs with a function's role: it reads queues and the
 *  stream, parks records that the projector gave up on, and writes the log. */
export const ASKED_BY_LAMBDA =
  /^(logs:|sqs:\w+ on \w+QueueQueue$|dynamodb:\w+ on \w+\/stream\/|s3:(PutObject|ListBucket) on Parked)/;
