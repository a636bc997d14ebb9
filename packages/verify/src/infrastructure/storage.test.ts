import { DEPLOYED_TABLES, TABLES } from "@bellwether/functions/adapter/dynamodb";
import { describe, expect, it } from "vitest";
import { readSynthesis, resourcesOf, type Synthesis } from "./synthesis.ts";

const production = await readSynthesis("production");
const feature = await readSynthesis("feature");

const tablesOf = (synthesis: Synthesis) => resourcesOf(synthesis, "aws:dynamodb/table:Table");

/** `workflow_orders` -> `WorkflowOrdersTable`. */
const logicalName = (name: string) =>
  `${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Table`;

describe("the deployed tables", () => {
  it("are those of the one-machine runtime without the checkpoints, which Lambda keeps itself", () => {
    const names = Object.keys(TABLES)
      .filter((name) => name !== "checkpoints")
      .map(logicalName);
    expect([...tablesOf(production).keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each(Object.entries(DEPLOYED_TABLES))(
    "have the keys, expiry and stream of %s",
    (name, definition) => {
      const table = tablesOf(production).get(logicalName(name));
      const { partitionKey, expires, stream } = definition;
      const sortKey = "sortKey" in definition ? definition.sortKey : undefined;
      expect(table).toMatchObject({
        billingMode: "PAY_PER_REQUEST",
        hashKey: partitionKey.name,
        attributes: [partitionKey, ...(sortKey === undefined ? [] : [sortKey])],
        streamEnabled: stream,
      });
      expect(table?.["rangeKey"]).toBe(sortKey?.name);
      expect(table?.["streamViewType"]).toBe(stream ? "NEW_AND_OLD_IMAGES" : undefined);
      expect(table?.["ttl"]).toEqual(expires ? { attributeName: "ttl", enabled: true } : undefined);
      expect(table?.["globalSecondaryIndexes"] ?? []).toEqual([]);
    },
  );

  it("have point-in-time recovery and deletion protection in production only", () => {
    for (const table of tablesOf(production).values()) {
      expect(table).toMatchObject({
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: true,
      });
    }
    for (const table of tablesOf(feature).values()) {
      expect(table).toMatchObject({
        pointInTimeRecovery: { enabled: false },
        deletionProtectionEnabled: false,
      });
    }
  });

  it("are retained in production, whose stack cannot be removed", () => {
    expect(production.app).toMatchObject({ removal: "retain", protect: true });
    expect(feature.app).toMatchObject({ removal: "remove", protect: false });
  });
});
