import { randomUUID } from "node:crypto";
import type { WorkflowStore } from "@bellwether/core/workflow";
import { beforeEach, describe, expect, it } from "vitest";
import { aDraft, aWorkflow, aWorkflowWithOrder, TICK } from "./sample.ts";

export type WorkflowStoreUnderTest = Readonly<{
  store: WorkflowStore;
  /** Writes an item past the store, as another release or a careless hand would. */
  putItem: (item: Readonly<Record<string, unknown> & { id: string }>) => Promise<void>;
}>;

/** What every implementation of `WorkflowStore` does. Each test starts with an empty store. */
export function workflowStoreContract(start: () => Promise<WorkflowStoreUnderTest>): void {
  describe("a workflow store", () => {
    let store: WorkflowStore;
    let putItem: WorkflowStoreUnderTest["putItem"];
    beforeEach(async () => {
      ({ store, putItem } = await start());
    });

    const unknownId = randomUUID();

    it("returns a created workflow, alone and in the scan", async () => {
      const workflow = aWorkflow({ id: randomUUID() });
      expect(await store.create(workflow)).toEqual({ kind: "created" });
      expect(await store.read(workflow.id)).toEqual({ kind: "valid", value: workflow });
      expect(await store.scan()).toEqual([{ kind: "valid", value: workflow }]);
    });

    it("returns null for a workflow that does not exist", async () => {
      expect(await store.read(unknownId)).toBeNull();
      expect(await store.scan()).toEqual([]);
    });

    it("rejects a second workflow of the same name in any case", async () => {
      const first = aWorkflow({ id: randomUUID(), name: "Étoile du Nord" });
      await store.create(first);
      const second = aWorkflow({ id: randomUUID(), name: " ÉTOILE du nord" });
      expect(await store.create(second)).toEqual({ kind: "name-taken" });
      expect(await store.scan()).toHaveLength(1);
    });

    it("lets one of many concurrent creations of a name win", async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => store.create(aWorkflow({ id: randomUUID() }))),
      );
      expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(1);
      expect(await store.scan()).toHaveLength(1);
    });

    it("raises the version with each edit and keeps id, creation and last order", async () => {
      const workflow = aWorkflowWithOrder(TICK, { id: randomUUID() });
      await store.create(workflow);
      const draft = aDraft({ enable: false, end_date: "2026-12-31" });
      const edited = { ...workflow, ...draft, version: 2, updated_at: TICK };
      expect(await store.update(workflow.id, 1, draft, TICK)).toEqual({
        kind: "updated",
        workflow: edited,
      });
      expect(await store.read(workflow.id)).toEqual({ kind: "valid", value: edited });
    });

    it("releases the old name and reserves the new one", async () => {
      const workflow = aWorkflowWithOrder(TICK, { id: randomUUID(), name: "Old" });
      await store.create(workflow);
      const renamed = await store.update(workflow.id, 1, aDraft({ name: "New" }), TICK);
      expect(renamed).toMatchObject({
        kind: "updated",
        workflow: { name: "New", last_order: workflow.last_order },
      });
      const old = aWorkflow({ id: randomUUID(), name: "old" });
      const taken = aWorkflow({ id: randomUUID(), name: "new" });
      expect(await store.create(old)).toEqual({ kind: "created" });
      expect(await store.create(taken)).toEqual({ kind: "name-taken" });
    });

    it("lets a workflow change the case of its own name", async () => {
      const workflow = aWorkflow({ id: randomUUID(), name: "Dax" });
      await store.create(workflow);
      const outcome = await store.update(workflow.id, 1, aDraft({ name: "DAX" }), TICK);
      expect(outcome).toMatchObject({ kind: "updated", workflow: { name: "DAX" } });
    });

    it("changes nothing when the new name is taken", async () => {
      const first = aWorkflow({ id: randomUUID(), name: "First" });
      const second = aWorkflow({ id: randomUUID(), name: "Second" });
      await store.create(first);
      await store.create(second);
      const draft = aDraft({ name: "first" });
      expect(await store.update(second.id, 1, draft, TICK)).toEqual({ kind: "name-taken" });
      expect(await store.read(second.id)).toEqual({ kind: "valid", value: second });
    });

    it("reports the current version to a stale edit", async () => {
      const workflow = aWorkflow({ id: randomUUID() });
      await store.create(workflow);
      await store.update(workflow.id, 1, aDraft({ dry_run: true }), TICK);
      const stale = { kind: "stale", version: 2 };
      expect(await store.update(workflow.id, 1, aDraft({ enable: false }), TICK)).toEqual(stale);
      expect(await store.update(workflow.id, 1, aDraft({ name: "Other" }), TICK)).toEqual(stale);
      expect(await store.read(workflow.id)).toMatchObject({ value: { version: 2, enable: true } });
    });

    it("lets one of two concurrent edits win", async () => {
      const workflow = aWorkflow({ id: randomUUID() });
      await store.create(workflow);
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((spread) => {
          const draft = aDraft({ name: `${workflow.name} ${spread % 2}` });
          return store.update(workflow.id, 1, draft, TICK + spread);
        }),
      );
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([
        "stale",
        "stale",
        "stale",
        "updated",
      ]);
    });

    it("does not restore a deleted workflow by an edit", async () => {
      expect(await store.update(unknownId, 1, aDraft(), TICK)).toEqual({ kind: "not-found" });
      expect(await store.scan()).toEqual([]);
    });

    it("deletes the workflow and releases its name", async () => {
      const workflow = aWorkflow({ id: randomUUID() });
      await store.create(workflow);
      expect(await store.delete(workflow.id, 1)).toBe("deleted");
      expect(await store.delete(workflow.id, null)).toBe("not-found");
      expect(await store.create(aWorkflow({ id: randomUUID() }))).toEqual({ kind: "created" });
    });

    it("deletes only the expected version", async () => {
      const workflow = aWorkflow({ id: randomUUID() });
      await store.create(workflow);
      expect(await store.delete(workflow.id, 7)).toBe("stale");
      expect(await store.read(workflow.id)).not.toBeNull();
    });

    it("snoozes without a new version, keeps it through an edit, and ends it", async () => {
      const workflow = aWorkflowWithOrder(TICK, { id: randomUUID() });
      await store.create(workflow);
      const snooze = { snoozed_at: TICK, snoozed_until: TICK + 7_200 };
      expect(await store.snooze(workflow.id, snooze)).toBe("written");
      expect(await store.read(workflow.id)).toEqual({
        kind: "valid",
        value: { ...workflow, snooze },
      });
      await store.update(workflow.id, 1, aDraft({ enable: false }), TICK);
      expect(await store.read(workflow.id)).toMatchObject({ value: { version: 2, snooze } });
      expect(await store.snooze(workflow.id, null)).toBe("written");
      expect(await store.snooze(workflow.id, null)).toBe("written");
      const awake = await store.read(workflow.id);
      expect(awake?.kind === "valid" && awake.value).not.toHaveProperty("snooze");
    });

    it("does not restore a deleted workflow by a snooze", async () => {
      const snooze = { snoozed_at: TICK, snoozed_until: null };
      expect(await store.snooze(unknownId, snooze)).toBe("not-found");
      expect(await store.snooze(unknownId, null)).toBe("not-found");
      expect(await store.scan()).toEqual([]);
    });

    it("returns a damaged item as broken, with the reasons, among the others", async () => {
      const valid = aWorkflow({ id: randomUUID() });
      await store.create(valid);
      const id = randomUUID();
      await putItem({ ...valid, id, name: "Damaged", trigger: "none", version: 1e100 });
      const broken = await store.read(id);
      expect(broken).toMatchObject({ kind: "broken", id, name: "Damaged" });
      expect(broken?.kind === "broken" && broken.problems).toEqual([
        expect.stringMatching(/^trigger: /),
        expect.stringMatching(/^version: /),
      ]);
      const kinds = (await store.scan()).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(["broken", "valid"]);
    });

    it("deletes a damaged item, whatever its name", async () => {
      const valid = aWorkflow({ id: randomUUID() });
      await store.create(valid);
      const [namesake, nameless] = [randomUUID(), randomUUID()];
      await putItem({ id: namesake, name: valid.name, version: "one" });
      await putItem({ id: nameless, name: 12 });
      expect(await store.delete(namesake, null)).toBe("deleted");
      expect(await store.delete(nameless, null)).toBe("deleted");
      expect(await store.create(aWorkflow({ id: randomUUID() }))).toEqual({ kind: "name-taken" });
    });

    it("repairs a damaged item by an edit", async () => {
      const valid = aWorkflow({ id: randomUUID(), version: 3 });
      await putItem({ ...valid, conditions: [], end_date: "soon" });
      const outcome = await store.update(valid.id, 3, aDraft(), TICK);
      expect(outcome).toMatchObject({ kind: "updated", workflow: { version: 4 } });
      expect(await store.read(valid.id)).toMatchObject({ kind: "valid" });
    });
  });
}
