import type { BulkAction } from "./api/bulk.ts";

/** `3 workflows disabled`. */
export function bulkWords(action: BulkAction, count: number): string {
  return `${count} ${count === 1 ? "workflow" : "workflows"} ${verbOf(action)}`;
}

function verbOf(action: BulkAction): string {
  switch (action.kind) {
    case "snooze":
      return "snoozed";
    case "delete":
      return "deleted";
    default:
      if (action.change.enable !== undefined) {
        return action.change.enable ? "enabled" : "disabled";
      }
      return action.change.dry_run === true ? "set to dry run" : "set to real";
  }
}
