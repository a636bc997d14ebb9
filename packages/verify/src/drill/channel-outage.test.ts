import { type ChannelName, channelOf } from "@bellwether/core/channel";
import { configuredChannels, type LocalChannels } from "@bellwether/local/channel";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type ChannelServices, SERVED_CHANNELS, startServices } from "../channel/services.ts";
import { fastTime } from "../end-to-end/fast-time.ts";
import { type Machine, startMachine } from "../end-to-end/machine.ts";
import { rehearsalMarket, TICK, workflowsOf } from "./rehearsal.ts";

const HOUR_MS = 3_600_000;
const workflows = workflowsOf(3);
const EACH_ONCE = Object.fromEntries(workflows.map(({ name }) => [name, 1]));

/** How often each workflow was announced in a channel. */
function announced(services: ChannelServices, channel: ChannelName): Record<string, number> {
  const texts = services.posts(channel).map(({ text }) => text);
  return Object.fromEntries(
    workflows.map(({ name }) => [name, texts.filter((text) => text.includes(name)).length]),
  );
}

/** The channels of these services, without the pause between two messages, which the drill of a flood
 *  keeps. The clock runs at its own speed and skips only while nothing is in flight, so that claims last
 *  as long as they do elsewhere, and no message is repeated. */
async function unpaced(services: ChannelServices): Promise<LocalChannels> {
  const channels = await configuredChannels(async () => services.variables, { line: () => {} });
  const all = channels.all.map(({ consumer, channel }) => ({
    consumer,
    channel: { ...channel, limits: { ...channel.limits, intervalMs: 0 } },
  }));
  return { ...channels, all };
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

  it.each(SERVED_CHANNELS)(
    "of an hour (%s) delays no other channel and loses no message",
    async (channel) => {
      const time = fastTime(1);
      services.setDown(channel, true);
      machine = await startMachine({
        endpoint: inject("dynamodbEndpoint"),
        market: rehearsalMarket(),
        workflows,
        channels: await unpaced(services),
        time,
        marketNow: () => TICK,
      });
      await machine.tick(TICK);
      await machine.quiescent();
      const others = SERVED_CHANNELS.filter((name) => name !== channel);
      for (const other of others) expect(announced(services, other)).toEqual(EACH_ONCE);
      await machine.pass(HOUR_MS);
      expect(services.posts(channel)).toEqual([]);
      const { consumer } = channelOf(channel);
      expect(machine.queue(consumer).depth().most_failures).toBeGreaterThan(10);
      services.setDown(channel, false);
      await machine.drained();
      for (const one of SERVED_CHANNELS) expect(announced(services, one)).toEqual(EACH_ONCE);
      for (const queue of machine.queues.all()) expect(queue.depth().dead_letters).toBe(0);
      const { read } = machine.stores.channelRecords;
      expect((await read(channel)).last_failure).toMatch(/503|451/);
      expect((await read(channel)).last_success_at).not.toBeNull();
    },
  );
});
