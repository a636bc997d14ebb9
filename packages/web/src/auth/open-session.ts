import type { Session } from "./session.ts";
import { readSignInConfig } from "./sign-in-config.ts";
import { tokenSession } from "./token-session.ts";

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
