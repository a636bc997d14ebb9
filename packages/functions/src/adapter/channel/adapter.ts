import { type Channel, ChannelError } from "@bellwether/core/announcement";
import { type ChannelKind, type ChannelName, channelOf } from "@bellwether/core/channel";
import { messageOf } from "@bellwether/core/failure";
import type * as z from "zod";
import { cachedSecret, withSecret } from "../ssm/secret.ts";
import { ANSWER_TIMEOUT_MS } from "./answer.ts";

/** Environment variables and secrets by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A channel before its settings are read. */
export type ChannelAdapter = Readonly<{
  kind: ChannelKind;
  /** Why the channel cannot be opened with these variables; null if it can. The sentence names a
   *  variable and never repeats a value. */
  problem: (variables: Variables, name?: ChannelName) => string | null;
  /** Opens the channel of that name, by default the one without a name. The variables are read at the
   *  first message, and again when the service rejects them: a secret may have been rotated. While they
   *  cannot be read, every call rejects with a retryable `ChannelError`. `timeoutMs` bounds the wait for
   *  an answer. */
  open: (
    read: () => Promise<Variables>,
    options?: { readonly name?: ChannelName; readonly timeoutMs?: number | undefined },
  ) => Channel;
}>;

type Definition<Schema extends z.ZodObject> = Omit<Channel, "name" | "post" | "edit"> &
  Readonly<{
    kind: ChannelKind;
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
  const { kind, settings: schema, connect, edits, ...described } = definition;
  const parse = (variables: Variables, name: ChannelName) =>
    schema.safeParse(variablesOf(name, withoutEmpty(variables)));
  return {
    kind,
    problem(variables, name = kind) {
      const { error } = parse(variables, name);
      return error === undefined ? null : problemIn(error, name);
    },
    open(read, { name = kind, timeoutMs = ANSWER_TIMEOUT_MS } = {}) {
      const secret = cachedSecret(async () => {
        const { data, error } = parse(await read(), name);
        if (error !== undefined) throw new TypeError(problemIn(error, name));
        return data;
      });
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
        ).catch((error: unknown) => asChannelError(name, error));
      return {
        ...described,
        name,
        post: (message) => using(({ post }) => post(message)),
        ...(edits && {
          edit: (reference, message) => using(async ({ edit }) => edit?.(reference, message)),
        }),
      };
    },
  };
}

/** The variables of a channel as its kind names them. One with a name has all that its kind needs under
 *  its own names; what is optional, such as another address of the service, it shares with the others
 *  unless it has its own. */
function variablesOf(name: ChannelName, variables: Variables): Variables {
  const { kind, prefix } = channelOf(name);
  if (prefix === "") return variables;
  const { settings, localSettings } = channelOf(kind);
  const needed = new Set([...settings, ...localSettings]);
  const entries = Object.entries(variables);
  return {
    ...Object.fromEntries(entries.filter(([variable]) => !needed.has(variable))),
    ...Object.fromEntries(
      entries
        .filter(([variable]) => variable.startsWith(prefix))
        .map(([variable, value]) => [variable.slice(prefix.length), value]),
    ),
  };
}

/** The first variable that cannot be used, and why: `SMTP_URL must be an smtp or smtps URL`. */
function problemIn({ issues: [issue] }: z.ZodError, name: ChannelName): string {
  return `${channelOf(name).prefix}${issue?.path.join(".")} ${issue?.message}`;
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
