import { readSignInConfig } from "./sign-in-config.ts";
import { tokenSession } from "./token-session.ts";

/** How the page identifies itself to the API. */
export type Session = Readonly<{
  /** Where the API's paths begin. */
  apiBase: string;
  /** What goes behind `Bearer`; null when there is none to send. */
  credential: () => Promise<string | null>;
  /** The API did not accept the credential. */
  refused: () => void;
  /** Null where there is nothing to sign out of. */
  signOut: (() => Promise<void>) | null;
}>;

let opened: Promise<Session> | null = null;

/** The one session of the page: OpenID Connect where `/config.json` names an issuer, a token the
 *  trader enters elsewhere. The library for the former is loaded only when it is needed. */
export function session(): Promise<Session> {
  opened ??= open().catch((error: unknown) => {
    // The next request tries again: the server may only have been out of reach.
    opened = null;
    throw error;
  });
  return opened;
}

async function open(): Promise<Session> {
  const config = await readSignInConfig();
  if (config === null) return tokenSession();
  const { openIdSession } = await import("./open-id-session.ts");
  return openIdSession(config);
}
