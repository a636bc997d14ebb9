import { type Channel } from "@bellwether/core/announcement";
import type { TestChannel } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import {
  type ChannelRecords,
  type ChannelTest,
  type ChannelTestOutcome,
  channelTestSchema,
} from "@bellwether/core/channel";
import { type MessageOutcome, messageJson, type QueueConsumer } from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import { DONE, outcomeOf } from "./queue-consumer.ts";

/** A test that waited longer is not sent, because its result is no longer awaited. */
const TEST_LIFETIME_SECONDS = 60;

/** A channel's consumer that also sends test messages, once each, whatever comes of them. */
export function withTests(
  {
    channel,
    records,
    systemNow,
  }: Readonly<{ channel: Channel; records: ChannelRecords; systemNow: SystemNow }>,
  consume: QueueConsumer,
): QueueConsumer {
  const send = async ({
    detail: { id, requested_at, by },
  }: ChannelTest): Promise<MessageOutcome> => {
    if (systemNow() / 1_000 - requested_at > TEST_LIFETIME_SECONDS) return DONE;
    const text = `This is a test of Bellwether's messages, requested by ${channel.markup.escape(by)}. There is no signal.`;
    const message = { room: channel.roomOf("operations"), text, id: `test.${id}`, events: [] };
    const outcome = await channel.post(message).then(
      (reference): ChannelTestOutcome => ({ outcome: "sent", detail: reference ?? "" }),
      (error: unknown): ChannelTestOutcome => ({ outcome: "failed", detail: messageOf(error) }),
    );
    await records.tested(id, outcome);
    return DONE;
  };
  return async (bodies) => {
    const outcomes: MessageOutcome[] = [];
    const others: { readonly position: number; readonly body: string }[] = [];
    for (const [position, body] of bodies.entries()) {
      const test = testIn(body);
      if (test === null) others.push({ position, body });
      else outcomes[position] = await outcomeOf(() => send(test));
    }
    const consumed = others.length === 0 ? [] : await consume(others.map(({ body }) => body));
    for (const [index, { position }] of others.entries()) {
      const outcome = consumed[index];
      if (outcome !== undefined) outcomes[position] = outcome;
    }
    return outcomes;
  };
}

function testIn(body: string): ChannelTest | null {
  // Most messages are none, and an event is large.
  if (!body.includes("ChannelTestRequested")) return null;
  try {
    return channelTestSchema.safeParse(messageJson(body)).data ?? null;
  } catch {
    return null;
  }
}

export type TestChannelDeps = Readonly<{
  /** By name. */
  channels: readonly { readonly name: string; readonly consumer: string }[];
  records: Pick<ChannelRecords, "readTest">;
  /** Puts a message into the queue of a consumer. */
  enqueue: (consumer: string, body: string) => Promise<void>;
  newId: NewId;
  sleep: Sleep;
  systemNow: SystemNow;
}>;

/** Shorter than a request may take. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 250;

/** Has a channel send a test message, and waits for what comes of it. Null when the channel is not
 *  configured; `waiting` when it has not come to it: other messages are before it in the queue. */
export function testChannel(deps: TestChannelDeps): TestChannel {
  return async (channel, by) => {
    const found = deps.channels.find(({ name }) => name === channel);
    if (found === undefined) return null;
    const id = deps.newId();
    const test: ChannelTest = {
      source: "bellwether.operator",
      "detail-type": "ChannelTestRequested",
      detail: { id, requested_at: Math.floor(deps.systemNow() / 1_000), by },
    };
    await deps.enqueue(found.consumer, JSON.stringify(test));
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += PAUSE_MS) {
      const outcome = await deps.records.readTest(id);
      if (outcome !== null) return { channel, ...outcome };
      await deps.sleep(PAUSE_MS);
    }
    return {
      channel,
      outcome: "waiting",
      detail: "the test message is in the queue, behind others or paused by the service",
    };
  };
}
