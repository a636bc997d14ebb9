import { type Channel, ChannelError } from "@bellwether/core/announcement";
import type { ChannelRecords } from "@bellwether/core/channel";
import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { SystemNow } from "@bellwether/core/time";

type ChannelRecordDeps = Readonly<{
  records: ChannelRecords;
  systemNow: SystemNow;
  log: Log;
}>;

/** How often the same kind of outcome is written again. */
const REPEATED_AFTER_MS = 60_000;

const MAX_REASON_LENGTH = 300;

/** A channel that records its last success and its last failure for the status. A record that cannot
 *  be written delays no message. */
export function recordedChannel(
  channel: Channel,
  { records, systemNow, log }: ChannelRecordDeps,
): Channel {
  const { name, edit } = channel;
  let newest: { readonly kind: string; readonly atMs: number } | undefined;
  const note = async (kind: string, write: () => Promise<void>): Promise<void> => {
    const nowMs = systemNow();
    if (newest?.kind === kind && nowMs - newest.atMs < REPEATED_AFTER_MS) return;
    try {
      await write();
      newest = { kind, atMs: nowMs };
    } catch (error) {
      log.warn("the state of a channel could not be recorded", { channel: name, error });
    }
  };
  const recorded = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    try {
      const result = await send();
      await note("success", () => records.succeeded(name));
      return result;
    } catch (error) {
      if (isFailure(error)) {
        const reason = messageOf(error).slice(0, MAX_REASON_LENGTH);
        await note("failure", () => records.failed(name, reason));
      }
      throw error;
    }
  };
  return {
    ...channel,
    post: (message) => recorded(() => channel.post(message)),
    ...(edit && {
      edit: (reference, message) => recorded(() => edit(reference, message)),
    }),
  };
}

/** A service that asks to wait is working, as is one whose message was deleted. */
function isFailure(error: unknown): boolean {
  if (!(error instanceof ChannelError)) return true;
  return error.code !== "rate-limited" && error.code !== "gone";
}
