import { API_BASE } from "@bellwether/core/api";
import type { Access } from "./access.ts";
import { signInNeed } from "./sign-in-need.ts";

const STORAGE_KEY = "bellwether.token";

/** One machine: the API may require a token (`BELLWETHER_TOKEN`). It is kept for this tab only. */
export function tokenAccess(): Access {
  return {
    apiBase: API_BASE,
    hasEvents: true,
    credential: async () => sessionStorage.getItem(STORAGE_KEY),
    refused: () => signInNeed.raise(sessionStorage.getItem(STORAGE_KEY) !== null),
    signOut: null,
  };
}

export function keepToken(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
  signInNeed.clear();
}
