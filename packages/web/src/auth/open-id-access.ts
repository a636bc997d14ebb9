import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Access } from "./access.ts";
import type { SignInConfig } from "./sign-in-config.ts";

/** Authorization code flow with PKCE. Redirects to the issuer if the trader is not signed in, and
 *  returns to the original page; tokens are kept in the tab's session storage. */
export async function openIdAccess(config: SignInConfig): Promise<Access> {
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    redirect_uri: `${location.origin}/`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope: config.scope,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
  });
  const signIn = async (): Promise<never> => {
    await manager.signinRedirect({ state: location.pathname + location.search });
    // The browser is navigating away; requests that wait for a credential must not continue without
    // one.
    return new Promise<never>(() => {});
  };

  await finishSignIn(manager);
  return {
    apiBase: config.api_base,
    hasEvents: false,
    credential: async () => {
      const user = await manager.getUser();
      if (user !== null && user.expired !== true) return user.access_token;
      const renewed = user?.refresh_token === undefined ? null : await renew(manager);
      return renewed ?? signIn();
    },
    refused: () => {
      void manager.removeUser().then(signIn);
    },
    signOut: async () => {
      // Cognito reads these two parameters; the standard ones are sent as well.
      await manager.signoutRedirect({
        extraQueryParams: { client_id: config.client_id, logout_uri: `${location.origin}/` },
      });
    },
  };
}

async function renew(manager: UserManager): Promise<string | null> {
  try {
    return (await manager.signinSilent())?.access_token ?? null;
  } catch {
    return null;
  }
}

/** On return from the issuer: removes the code from the address and restores the page on which
 *  the trader was. */
async function finishSignIn(manager: UserManager): Promise<void> {
  const parameters = new URLSearchParams(location.search);
  if (!parameters.has("state") || !(parameters.has("code") || parameters.has("error"))) return;
  const user = await manager.signinCallback();
  const target = typeof user?.state === "string" ? user.state : "/";
  // Accept only a path on this page's origin (`//host` is another one): the state has passed
  // through the issuer.
  const isOwnPath = target.startsWith("/") && !target.startsWith("//");
  location.replace(isOwnPath ? target : "/");
  await new Promise<never>(() => {});
}
