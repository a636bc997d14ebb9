import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import type { NewId } from "@bellwether/core/chance";
import type { Consumer, EventPattern } from "@bellwether/core/signal";
import type { SystemNow } from "@bellwether/core/time";
import { entrySize, MAX_CALL_BYTES, MAX_ENTRIES } from "@bellwether/functions/adapter/eventbridge";
import { checkPattern, matches } from "./event-pattern.ts";

export const BUS_NAME = "bellwether";

/** One message for one consumer's queue. */
export type Routed = Readonly<{ queue: Consumer; body: string }>;

export type BusDeps = Readonly<{
  /** Resolves once every message is durable. */
  send: (messages: readonly Routed[]) => Promise<void>;
  newId: NewId;
  systemNow: SystemNow;
}>;

/** The call as a whole is refused, as EventBridge does. */
export class PutEventsValidationError extends Error {
  readonly code = "ValidationException";
}

export type LocalBus = Readonly<{
  /** PutEvents: answers in request order, each entry accepted or refused by itself; an accepted
   *  entry is in the queue of every consumer whose rule matches. */
  putEvents: (entries: readonly PutEventsRequestEntry[]) => Promise<PutEventsResponse>;
}>;

/** The event bus of one machine, with EventBridge's rules and limits.
 *  Throws `UnsupportedPatternError` for a rule that it could not judge as EventBridge does. */
export function localBus(
  deps: BusDeps,
  routes: Readonly<Record<Consumer, readonly EventPattern[]>>,
): LocalBus {
  const rules = (Object.keys(routes) as Consumer[]).flatMap((consumer) =>
    routes[consumer].map((pattern) => {
      checkPattern(pattern);
      return { consumer, pattern };
    }),
  );
  return {
    async putEvents(entries) {
      checkCall(entries);
      const judged = entries.map((entry) => judge(entry, deps));
      const routed = judged.flatMap(({ event }) =>
        event === null
          ? []
          : rules
              .filter(({ pattern }) => matches(pattern, event))
              .map(({ consumer }) => ({ queue: consumer, body: JSON.stringify(event) })),
      );
      await deps.send(routed);
      const answers = judged.map(({ answer }) => answer);
      return {
        FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length,
        Entries: answers,
      };
    },
  };
}

function checkCall(entries: readonly PutEventsRequestEntry[]): void {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    throw new PutEventsValidationError(
      `Entries must have between 1 and ${MAX_ENTRIES} members; it has ${entries.length}.`,
    );
  }
  // What is no text is refused by itself, and has no size.
  const bytes = entries.filter(isText).reduce((sum, entry) => sum + entrySize(entry), 0);
  if (bytes > MAX_CALL_BYTES) {
    throw new PutEventsValidationError(
      "Total size of the entries in the request is over the limit.",
    );
  }
}

function isText({ Source, DetailType, Detail, Resources }: PutEventsRequestEntry): boolean {
  return areTexts([Source, DetailType, Detail]) && areTexts(Resources ?? []);
}

function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value: unknown) => typeof value === "string");
}

type Judged =
  | { readonly event: Readonly<Record<string, unknown>>; readonly answer: { EventId: string } }
  | { readonly event: null; readonly answer: { ErrorCode: string; ErrorMessage: string } };

function judge(entry: PutEventsRequestEntry, { newId, systemNow }: BusDeps): Judged {
  for (const field of ["Source", "DetailType", "Detail"] as const) {
    const value: unknown = entry[field];
    if (typeof value !== "string" || value === "") {
      return refuse(
        "InvalidArgument",
        `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      );
    }
  }
  if (!areTexts(entry.Resources ?? [])) {
    return refuse("InvalidArgument", "Parameter Resources is not valid: it is a list of texts.");
  }
  if (entry.EventBusName !== BUS_NAME) {
    return refuse("InvalidArgument", "Parameter EventBusName is not valid: there is no such bus.");
  }
  if (entry.Source?.startsWith("aws.")) {
    return refuse("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  const detail = parseDetail(entry.Detail ?? "");
  if (detail === null) return refuse("MalformedDetail", "Detail is malformed.");
  const id = newId();
  const event = {
    version: "0",
    id,
    "detail-type": entry.DetailType,
    source: entry.Source,
    account: "000000000000",
    time: `${new Date(entry.Time ?? systemNow()).toISOString().slice(0, 19)}Z`,
    region: "local",
    resources: entry.Resources ?? [],
    detail,
  };
  return { event, answer: { EventId: id } };
}

function refuse(ErrorCode: string, ErrorMessage: string): Judged {
  return { event: null, answer: { ErrorCode, ErrorMessage } };
}

/** Null unless it is a JSON object. */
function parseDetail(text: string): object | null {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : null;
  } catch {
    return null;
  }
}
