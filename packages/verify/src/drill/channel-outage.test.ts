import { CHANNEL_NAMES, type ChannelName, channelOf } from "@bellwether/core/channel";
import { configuredChannels } from "@bellwether/local/channel";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type ChannelServices, startServices } from "../channel/services.ts";
import { fastTime } from "../end-to-end/fast-time.ts";
import { type Machine, startMachine } from "../end-to-end/machine.ts";
import { rehearsalMarket, TICK, workflowsOf } from "./rehearsal.ts";

const HOUR_MS = 3_600_000;
const workflows = workflowsOf(3);

/** How often each workflow was announced in a channel. */
function announced(services: ChannelServices, channel: ChannelName): Record<string, number> {
  const texts = services.posts(channel).map(({ text }) => text);
  return Object.fromEntries(
    workflows.map(({ name }) => [name, texts.filter((text) => text.includes(name)).length]),
  );
}

/** Each workflow is announced, and at most one message is repeated: at this speed a claim lasts two
 *  seconds, and a busy machine may need longer to send one. */
function expectEachAnnounced(services: ChannelServices, channel: ChannelName): void {
  const counts = announced(services, channel);
  expect(
    Object.values(counts)
      .toSorted((a, b) => a - b)
      .slice(0, -1),
  ).toEqual(workflows.slice(1).map(() => 1));
  expect(Math.max(...Object.values(counts))).toBeLessThanOrEqual(2);
}

describe("drill: an outage of one channel", () => {
  let services: ChannelServices;
  let machine: Machine;
  beforeEach(async () => {
    services = await startServices();
  });
  afterEach(async () => {
    await machine.stop();
    await services.stop();
  });

  it.each(CHANNEL_NAMES)(
    "%s, for an hour, delays no other channel and loses no message",
    async (channel) => {
      const time = fastTime(30);
      services.setDown(channel, true);
      const channels = await configuredChannels(async () => services.variables, { line: () => {} });
      machine = await startMachine({
        endpoint: inject("dynamodbEndpoint"),
        market: rehearsalMarket(),
        workflows,
        channels,
        time,
        marketNow: () => TICK,
      });
      await machine.tick(TICK);
      await machine.settled();
      // Two minutes: the others keep their pace of one message every few seconds.
      await machine.pass(120_000);
      const others = CHANNEL_NAMES.filter((name) => name !== channel);
      for (const other of others) expectEachAnnounced(services, other);
      expect(services.posts(channel)).toEqual([]);
      await machine.pass(HOUR_MS);
      const { consumer } = channelOf(channel);
      expect(machine.queue(consumer).depth().most_failures).toBeGreaterThan(0);
      services.setDown(channel, false);
      await machine.drained();
      expectEachAnnounced(services, channel);
      for (const other of others) expectEachAnnounced(services, other);
      for (const queue of machine.queues.all()) expect(queue.depth().dead_letters).toBe(0);
      const { read } = machine.stores.channelRecords;
      expect((await read(channel)).last_failure).toMatch(/503|451/);
      expect((await read(channel)).last_success_at).not.toBeNull();
    },
  );
});
