import { describe, expect, it } from "vitest";
import { fromIso } from "../time/instant.ts";
import { workflowStatus } from "./workflow-status.ts";

const AS_OF = fromIso("2026-03-14T23:59:00Z");

describe("the status of a workflow", () => {
  it.each([
    [{ enable: true, end_date: null }, "enabled"],
    [{ enable: true, end_date: "2026-03-14" }, "enabled"],
    [{ enable: true, end_date: "2026-03-13" }, "expired"],
    [{ enable: false, end_date: "2026-03-13" }, "disabled"],
    [{ enable: false, end_date: null, problems: ["index: is missing"] }, "broken"],
    [{ enable: true, end_date: null, problems: [] }, "enabled"],
  ] as const)("of %j is %s", (workflow, status) => {
    expect(workflowStatus(workflow, AS_OF)).toBe(status);
  });
});
