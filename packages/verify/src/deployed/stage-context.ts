import { type Account, openAccount } from "./account.ts";
import { type Ask, openApi } from "./api.ts";
import { type Capabilities, probe } from "./capability.ts";
import { findStage, type Stage } from "./stage.ts";
import { type Stubs, startStubs } from "./stubs.ts";
import { signIn } from "./trader.ts";

/** A deployed stage, a signed-in trader, and the stubs of Slack and the market. */
export type StageContext = Readonly<{
  account: Account;
  stage: Stage;
  can: Capabilities;
  stubs: Stubs;
  api: Ask;
  /** The trader's access token. */
  token: string;
}>;

export async function openStageContext(stageName: string, reach: string): Promise<StageContext> {
  const account = openAccount();
  const stage = await findStage(account, stageName);
  const stubs = await startStubs(account, stage, reach);
  await stubs.point();
  const { accessToken: token } = await signIn(account.cognito, stage);
  return {
    account,
    stage,
    stubs,
    token,
    can: await probe(account, stage),
    api: openApi(stage.apiUrl, token),
  };
}
