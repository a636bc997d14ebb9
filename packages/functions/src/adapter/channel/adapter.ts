import { type Channel, ChannelError } from "@bellwether/core/announcement";
import type { ChannelName } from "@bellwether/core/channel";
import { messageOf } from "@bellwether/core/failure";
import type * as z from "zod";
import { keptSecret, withSecret } from "../ssm/secret.ts";
import { ANSWER_TIMEOUT_MS } from "./answer.ts";

/** Environment variables and secrets by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A channel before its settings are read. */
export type ChannelAdapter = Readonly<{
  name: ChannelName;
  /** Why the channel cannot be opened with these variables; null if it can. The sentence names a
   *  variable and never repeats a value. */
  problem: (variables: Variables) => string | null;
  /** Opens the channel. The variables are read at the first message, and again when the service
   *  rejects them: a secret may have been rotated. While they cannot be read, every call rejects with
   *  a retryable `ChannelError`. `timeoutMs` bounds the wait for an answer. */
  open: (read: () => Promise<Variables>, timeoutMs?: number) => Channel;
}>;

type Definition<Schema extends z.ZodObject> = Omit<Channel, "name" | "post" | "edit"> &
  Readonly<{
    name: ChannelName;
    /** Its variables, required and optional. */
    settings: Schema;
    /** Whether a sent message can be edited. */
    edits: boolean;
    connect: (settings: z.output<Schema>, timeoutMs: number) => Pick<Channel, "post" | "edit">;
  }>;

/** Creates the adapter of a channel from its definition. */
export function channelAdapter<Schema extends z.ZodObject>(
  definition: Definition<Schema>,
): ChannelAdapter {
  const { settings: schema, connect, edits, ...described } = definition;
  const parse = (variables: Variables): z.output<Schema> => {
    const parsed = schema.safeParse(withoutEmpty(variables));
    if (parsed.success) return parsed.data;
    throw new TypeError(problemIn(parsed.error));
  };
  return {
    name: described.name,
    problem(variables) {
      const parsed = schema.safeParse(withoutEmpty(variables));
      return parsed.success ? null : problemIn(parsed.error);
    },
    open(read, timeoutMs = ANSWER_TIMEOUT_MS) {
      const secret = keptSecret(async () => parse(await read()));
      let current: { settings: unknown; calls: Pick<Channel, "post" | "edit"> } | undefined;
      const using = <Result>(
        use: (calls: Pick<Channel, "post" | "edit">) => Promise<Result>,
      ): Promise<Result> =>
        withSecret(
          secret,
          (settings) => {
            if (current?.settings !== settings) {
              current = { settings, calls: connect(settings, timeoutMs) };
            }
            return use(current.calls);
          },
          isUnauthorized,
        ).catch((error: unknown) => asChannelError(described.name, error));
      return {
        ...described,
        post: (message) => using(({ post }) => post(message)),
        ...(edits && {
          edit: (reference, message) => using(async ({ edit }) => edit?.(reference, message)),
        }),
      };
    },
  };
}

/** The first variable that cannot be used, and why: `SMTP_URL must be an smtp or smtps URL`. */
function problemIn({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".")} ${issue?.message}`;
}

/** An empty variable counts as not set. */
function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ChannelError && error.code === "unauthorized";
}

function asChannelError(name: string, error: unknown): never {
  if (error instanceof ChannelError) throw error;
  throw new ChannelError(
    "unavailable",
    `the settings of ${name} could not be read: ${messageOf(error)}`,
    { retryable: true, cause: error },
  );
}
