import { workflowSnoozeSchema } from "@bellwether/core/api";
import { type Instant, toIso } from "@bellwether/core/time";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request, requestText } from "../../../api/request.ts";
import { reportEdit } from "../../../live/change-stream.ts";

/** An instant, the running episode, or no longer. */
export type SnoozeEnd = Instant | "episode" | null;

/** Snoozes a workflow, or ends its snooze. */
async function setSnooze(id: string, until: SnoozeEnd): Promise<void> {
  const path = `/workflows/${encodeURIComponent(id)}/snooze`;
  if (until === null) {
    await requestText(path, { method: "DELETE" });
    return;
  }
  const json = until === "episode" ? { for_episode: true } : { until: toIso(until) };
  await request(workflowSnoozeSchema, path, { method: "POST", json });
}

export function useSnooze(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: SnoozeEnd) => setSnooze(id, until),
    onSuccess: async () => {
      reportEdit();
      await client.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
}
