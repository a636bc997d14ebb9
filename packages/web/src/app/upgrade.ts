const STORAGE_KEY = "bellwether.reloaded";

/** After an upgrade the server no longer has the chunks of an open page, so opening a dialog
 *  would fail until a reload. The page reloads itself once; if the chunk is still missing, the
 *  error stays. It does not reload if the server is unreachable: the current content is worth
 *  more than the browser's error page. */
export function reloadAfterUpgrade(): void {
  window.addEventListener("vite:preloadError", () => {
    if (sessionStorage.getItem(STORAGE_KEY) !== null) return;
    void reloadIfServed();
  });
}

async function reloadIfServed(): Promise<void> {
  // Not from the cache, which would answer for an unreachable server.
  const page = await fetch("/", { cache: "no-store" }).catch(() => null);
  if (page?.ok !== true) return;
  sessionStorage.setItem(STORAGE_KEY, "yes");
  window.location.reload();
}

/** Preloads chunks that a click will need while the browser is idle, so that a dialog opens at
 *  once, even if the server has become unreachable. */
export function loadWhenIdle(chunks: readonly (() => Promise<unknown>)[]): void {
  const load = async () => {
    const results = await Promise.allSettled(chunks.map((chunk) => chunk()));
    // Allow a reload after the next upgrade.
    if (results.every(({ status }) => status === "fulfilled")) {
      sessionStorage.removeItem(STORAGE_KEY);
    }
  };
  // Safari has no `requestIdleCallback`.
  if ("requestIdleCallback" in window) requestIdleCallback(() => void load(), { timeout: 5_000 });
  else setTimeout(() => void load(), 2_000);
}
