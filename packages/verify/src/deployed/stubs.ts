import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { startBinanceServer } from "@bellwether/markets/testing";
import { type SlackServer, startSlack } from "../end-to-end/slack-server.ts";
import type { Account } from "./account.ts";
import type { Stage } from "./stage.ts";

/** The Slack and Binance that the functions call while the suite runs. */
export type Stubs = Readonly<{
  slack: SlackServer;
  /** Points every function of the stage at the stubs. A deployment resets this, so call it
   *  again. */
  point: () => Promise<void>;
  /** Restores the functions' original environment. */
  restore: () => Promise<void>;
  stop: () => Promise<void>;
}>;

const ROWS = { half_hour: 3_200, daily: 100, weekly: 60 };
const UPDATE_SECONDS = 60;

/** @param reach the address at which the functions reach this machine: from AWS they cannot
 *  reach its loopback. `{port}` in it is replaced by the port of a stub. */
export async function startStubs({ lambda }: Account, stage: Stage, reach: string): Promise<Stubs> {
  const slack = await startSlack();
  const now = Math.floor(Date.now() / 1_000) + 3_600;
  const binance = await startBinanceServer({ now, rows: ROWS });
  const seenAs = (url: string): string => {
    const { port, pathname } = new URL(url);
    return `${reach.replace("{port}", port)}${pathname.replace(/\/$/, "")}`;
  };
  const pointed = { SLACK_API_URL: `${seenAs(slack.url)}/`, MARKET_URL: seenAs(binance.url) };
  const change = (variables: (found: Variables) => Variables): Promise<unknown> =>
    Promise.all(
      stage.functionNames.map(async (FunctionName) => {
        const asked = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        const Variables = variables(asked.Environment?.Variables ?? {});
        await lambda.send(
          new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
        );
        await waitUntilFunctionUpdatedV2(
          { client: lambda, maxWaitTime: UPDATE_SECONDS },
          { FunctionName },
        );
      }),
    );
  return {
    slack,
    point: async () => {
      await change((found) => ({ ...found, ...pointed }));
    },
    restore: async () => {
      await change((found) =>
        Object.fromEntries(Object.entries(found).filter(([name]) => !Object.hasOwn(pointed, name))),
      );
    },
    stop: async () => {
      await Promise.all([slack.stop(), binance.close()]);
    },
  };
}

type Variables = Record<string, string>;
