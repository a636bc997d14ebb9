const STORAGE_KEY = "bellwether.reloaded";

/** After an upgrade the server no longer has the chunks that an open page knows: opening a dialog
 *  would fail until somebody reloads. The page reloads itself once; when the chunk is missing all the
 *  same, the error stays. It does not leave for a server that does not answer: what is shown is
 *  worth more than the browser's own error page. */
export function reloadAfterUpgrade(): void {
  window.addEventListener("vite:preloadError", () => {
    if (sessionStorage.getItem(STORAGE_KEY) !== null) return;
    void reloadIfServed();
  });
}

async function reloadIfServed(): Promise<void> {
  const page = await fetch("/", { cache: "no-store" }).catch(() => null);
  if (page?.ok !== true) return;
  sessionStorage.setItem(STORAGE_KEY, "yes");
  window.location.reload();
}

/** Loads what a click will need while the browser is idle, so that a dialog opens at once, and opens
 *  at all when the server is gone by then. */
export function loadWhenIdle(chunks: readonly (() => Promise<unknown>)[]): void {
  const load = async () => {
    const results = await Promise.allSettled(chunks.map((chunk) => chunk()));
    // The next upgrade may reload again.
    if (results.every(({ status }) => status === "fulfilled")) {
      sessionStorage.removeItem(STORAGE_KEY);
    }
  };
  // Safari has no idle callback.
  if ("requestIdleCallback" in window) requestIdleCallback(() => void load(), { timeout: 5_000 });
  else setTimeout(() => void load(), 2_000);
}
