import type { SystemStatus } from "@bellwether/core/api";
import { isRecordingOver } from "../features/status/recording.ts";

/** Longer than the poll interval (15 s) plus a request's time limit (10 s), so that one slow
 *  response is not reported. With events the server reports every three seconds. */
const OLD_AFTER_SECONDS = 26;

export type SystemHealth = Readonly<{
  level: "good" | "warn" | "bad";
  words: string;
  /** For a narrow header, beside the dot; empty where a badge or the dot says it. */
  short: string;
  /** Whether the last status is too old to rely on. */
  isOld: boolean;
}>;

/** The system's health in one word, from the last known status. */
export function healthOf(
  status: SystemStatus | undefined,
  ageSeconds: number,
  hasFailed: boolean,
): SystemHealth {
  if (status === undefined)
    return { level: "bad", words: "No answer", short: "Down", isOld: false };
  if (hasFailed || ageSeconds > OLD_AFTER_SECONDS)
    return { level: "warn", words: "", short: "Old", isOld: true };
  const problems = status.problems.length;
  if (problems > 0) {
    return {
      level: "bad",
      words: problems === 1 ? "1 problem" : `${problems} problems`,
      short: String(problems),
      isOld: false,
    };
  }
  if (status.paused) return { level: "warn", words: "Paused", short: "", isOld: false };
  if (isRecordingOver(status))
    return { level: "warn", words: "Recording over", short: "", isOld: false };
  const failed = status.runs[0]?.failed ?? 0;
  if (failed > 0) {
    return {
      level: "warn",
      words: `${failed} failed in the last run`,
      short: String(failed),
      isOld: false,
    };
  }
  return { level: "good", words: "All well", short: "", isOld: false };
}

const two = (part: number) => String(part).padStart(2, "0");

/** Seconds as a countdown: `12:04`, `1:02:03`; `0:00` once it is due. */
export function countdownWords(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  const [hours, minutes] = [Math.floor(left / 3_600), Math.floor((left % 3_600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}
