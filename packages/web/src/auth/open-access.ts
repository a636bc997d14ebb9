import type { Access } from "./access.ts";
import { readSignInConfig } from "./sign-in-config.ts";
import { tokenAccess } from "./token-access.ts";

let opened: Promise<Access> | null = null;

/** The page's only access to the API: OpenID Connect if `/config.json` names an issuer, otherwise a token
 *  that the trader enters. The OpenID Connect library is loaded only when needed. */
export function access(): Promise<Access> {
  opened ??= open().catch((error: unknown) => {
    // Retry at the next request: the server may have been unreachable.
    opened = null;
    throw error;
  });
  return opened;
}

async function open(): Promise<Access> {
  const config = await readSignInConfig();
  if (config === null) return tokenAccess();
  const { openIdAccess } = await import("./open-id-access.ts");
  return openIdAccess(config);
}
