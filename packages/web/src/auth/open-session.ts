import type { Session } from "./session.ts";
import { readSignInConfig } from "./sign-in-config.ts";
import { tokenSession } from "./token-session.ts";

let opened: Promise<Session> | null = null;

/** The page's only session: OpenID Connect if `/config.json` names an issuer, otherwise a token
 *  that the trader enters. The OpenID Connect library is loaded only when needed. */
export function session(): Promise<Session> {
  opened ??= open().catch((error: unknown) => {
    // Retry at the next request: the server may have been unreachable.
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
