import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.ts";
import {
  importWorkflow,
  listed,
  messagesAbout,
  newTick,
  ordersOf,
  runTick,
  statusOf,
  uniqueName,
  untilQuiet,
} from "./scene.ts";
import type { StageContext } from "./stage-context.ts";

export function signalSuite(context: () => StageContext): void {
  describe("a tick", () => {
    it("results in an order, the list's last order, a message and a run", async () => {
      const name = uniqueName("Verify: one signal");
      const id = await importWorkflow(context(), name);
      const tick = newTick();
      const { result } = await runTick(context(), tick);
      // `running`: several engines share the run, and one of them ends it.
      expect(result).toMatchObject({ kind: expect.stringMatching(/^(?:completed|running)$/) });

      const orders = await eventually(
        "the order",
        () => ordersOf(context(), id),
        (found) => found.length > 0,
      );
      expect(orders).toMatchObject([{ id: `${id}.${tick}`, placed_at: tick }]);
      await eventually(
        "the last order in the list",
        async () => (await listed(context().api)).find((one) => one.id === id),
        (row) => row?.last_order_timestamp === tick,
      );
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count === 1,
      );
      await eventually(
        "the run",
        async () => (await statusOf(context())).runs,
        (runs) => runs.some((run) => run.tick === tick && run.signalled > 0),
      );
    });

    it("invoked six times at once results in one order and one message", async () => {
      const name = uniqueName("Verify: six at once");
      const id = await importWorkflow(context(), name);
      const tick = newTick();
      const runs = await Promise.all(Array.from({ length: 6 }, () => runTick(context(), tick, id)));
      expect(runs.map(({ error }) => error)).toEqual([null, null, null, null, null, null]);
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count > 0,
      );
      await untilQuiet(context());
      expect(await ordersOf(context(), id)).toMatchObject([{ id: `${id}.${tick}` }]);
      expect(messagesAbout(context(), name)).toHaveLength(1);
    });
  });
}
