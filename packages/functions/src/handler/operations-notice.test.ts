import { type ChannelMessage } from "@bellwether/core/announcement";
import { parseEnvelope } from "@bellwether/core/event";
import { ENGINE_SOURCE } from "@bellwether/core/signal";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { describe, expect, it } from "vitest";
import { slackChannel } from "../adapter/slack/channel.ts";
import { TICK } from "../testing/sample.ts";
import { notifyHandler } from "./notify.ts";
import { together } from "./queue-consumer.ts";

function harness() {
  const posted: ChannelMessage[] = [];
  let ids = 0;
  const notify = notifyHandler({
    log: { info: () => {}, warn: () => {}, error: () => {} },
    receipts: memoryReceiptStore({ systemNow: () => 0, newId: () => `${(ids += 1)}` }),
    episodes: memoryEpisodeMessageStore({ systemNow: () => 0, newId: () => `${(ids += 1)}` }),
    channel: slackChannel(
      {
        post: async (message) => {
          posted.push(message);
          return null;
        },
        edit: async () => {},
      },
      { intervalMs: 0 },
    ),
    consumer: "notify",
    marketNow: () => TICK,
    systemNow: () => 0,
    sleep: async () => {},
    dashboardUrl: () => "http://127.0.0.1:4280",
  });
  const consume = together(parseEnvelope, notify);
  const send = (type: string, detail: object) =>
    consume([JSON.stringify({ source: ENGINE_SOURCE, "detail-type": type, detail })]);
  return { posted, send };
}

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

describe("an operations notice", () => {
  it("reports a missed run in #errors once, however often it is delivered", async () => {
    const { posted, send } = harness();
    await send("RunMissed", { schema: 1, tick: TICK });
    await send("RunMissed", { schema: 1, tick: TICK });
    expect(posted).toMatchObject([
      {
        room: "#errors",
        text: expect.stringMatching(
          /^The run of Mon, 23 Nov 2026, 10:01 .* was missed: no workflow/,
        ),
      },
    ]);
  });

  it("reports a gap in one message", async () => {
    const { posted, send } = harness();
    const first_tick = TICK - 17 * 1_800;
    await send("RunMissed", { schema: 1, tick: TICK, first_tick, count: 18 });
    expect(posted.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^18 runs were missed, from Mon, 23 Nov 2026, 01:31 UTC to Mon, 23 Nov 2026, 10:01 UTC: no/,
      ),
    ]);
  });

  it("reports a pause and its end in #workflows with the name of the user", async () => {
    const { posted, send } = harness();
    const by = "<!channel> ada";
    await send("PauseChanged", { schema: 1, id: id(1), paused: true, changed_at: TICK, by });
    await send("PauseChanged", { schema: 1, id: id(2), paused: false, changed_at: TICK, by });
    expect(posted.map(({ room }) => room)).toEqual(["#workflows", "#workflows"]);
    expect(posted[0]?.text).toContain("was paused by &lt;!channel&gt; ada");
    expect(posted[1]?.text).toContain("was resumed by &lt;!channel&gt; ada");
  });
});
