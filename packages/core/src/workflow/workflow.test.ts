import { describe, expect, it } from "vitest";
import { storableNumberSchema } from "./storable-number.ts";
import { nameKey, workflowDraftSchema } from "./workflow.ts";

const { name: nameSchema } = workflowDraftSchema.shape;

describe("a workflow's name", () => {
  it("is trimmed, and has 1 to 200 characters", () => {
    expect(nameSchema.parse("  DAX  ")).toBe("DAX");
    expect(nameSchema.safeParse("   ").success).toBe(false);
    expect(nameSchema.safeParse("x".repeat(200)).success).toBe(true);
    expect(nameSchema.safeParse("x".repeat(201)).success).toBe(false);
  });

  it("is rejected when its normalized form is too long for a key", () => {
    expect(nameSchema.safeParse("\uFDFA".repeat(100)).success).toBe(false);
  });

  it("is equal in any case and any Unicode normalization form", () => {
    expect(nameKey(" E\u0301TOILE ")).toBe(nameKey("étoile"));
    expect(nameKey("DAX\u2460")).toBe("dax1");
  });
});

describe("a number in a workflow", () => {
  it.each([0, -0, 1e16, 1e-5, -12.5, 1e100, 1e-100])("can be %d", (value) => {
    expect(storableNumberSchema.safeParse(value).success).toBe(true);
  });

  it.each([1e101, -1e101, 1e-101, 5e-324, Infinity, NaN])("cannot be %d", (value) => {
    expect(storableNumberSchema.safeParse(value).success).toBe(false);
  });
});
