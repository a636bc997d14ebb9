/** Shared by the drills: a machine on the simulated market, in session. */

import { alwaysSignals } from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import type { FastTime } from "../end-to-end/fast-time.ts";
import { type Machine, type MachineOptions, startMachine } from "../end-to-end/machine.ts";
import type { SlackServer } from "../end-to-end/slack-server.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
export const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;

export const rehearsalMarket = () => simulatedMarket({ seed: 1 });

export const workflowsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => alwaysSignals(`workflow ${n}`));

type Rehearsal = Pick<MachineOptions, "endpoint" | "workflows"> &
  Partial<MachineOptions> &
  Readonly<{ slack: SlackServer; time: FastTime }>;

export function rehearse({ slack, ...options }: Rehearsal): Promise<Machine> {
  return startMachine({
    market: rehearsalMarket(),
    slackUrl: slack.url,
    marketNow: () => TICK,
    ...options,
  });
}

/** The order ids of workflows at ticks, sorted. */
export function idsOf(workflows: readonly { readonly id: string }[], ...ticks: number[]): string[] {
  return ticks
    .flatMap((tick) => workflows.map(({ id }) => `${id}.${tick}`))
    .toSorted((one, other) => one.localeCompare(other));
}

/** The workflows announced to Slack, one name per message, sorted. */
export function announced(slack: SlackServer): string[] {
  return slack.delivered
    .map(({ text }) => /^Workflow `(.*?)`/.exec(text)?.[1] ?? text)
    .toSorted((one, other) => one.localeCompare(other));
}

export function namesOf(workflows: readonly { readonly name: string }[]): string[] {
  return workflows.map(({ name }) => name).toSorted((one, other) => one.localeCompare(other));
}
