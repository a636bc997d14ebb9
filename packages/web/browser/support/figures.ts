import type { CDPSession, Page } from "playwright-core";

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Of a query with the ids of many rows. */
const SHOWN_OF_QUERY = 60;

/** Counts the bytes that a page receives, headers included, compressed as sent. */
export async function byteCounter(page: Page) {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("Network.enable");
  let bytes = 0;
  const requests: string[] = [];
  devTools.on("Network.requestWillBeSent", ({ request }) => {
    const { pathname, search } = new URL(request.url);
    requests.push(pathname + search.slice(0, SHOWN_OF_QUERY));
  });
  devTools.on("Network.responseReceived", ({ response }) => {
    bytes += response.encodedDataLength;
  });
  devTools.on("Network.dataReceived", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return {
    /** The bytes and the addresses since the last call. */
    take: () => {
      const taken = { bytes, requests: requests.splice(0) };
      bytes = 0;
      return taken;
    },
  };
}

/** What is left after garbage collection. */
export async function memoryOf(devTools: CDPSession) {
  await devTools.send("HeapProfiler.enable");
  for (let pass = 0; pass < 3; pass += 1) await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devTools.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await devTools.send("Memory.getDOMCounters");
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

/** Records when the first row is visible and usable. */
export function markFirstRow(): void {
  new MutationObserver((_changes, observer) => {
    if (document.querySelector("main tbody tr[data-id]") === null) return;
    observer.disconnect();
    requestAnimationFrame(() => performance.mark("first row"));
  }).observe(document, { childList: true, subtree: true });
}

/** Milliseconds from the request for the page until its first row. */
export async function firstRowMs(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName("first row").length === 1);
  return page.evaluate(() =>
    Math.round(performance.getEntriesByName("first row")[0]?.startTime ?? 0),
  );
}

/** Records in the page when the last order of each row is drawn. */
export function recordOrders(): void {
  const drawn: Record<string, number> = {};
  Object.assign(window, { drawn });
  const look = () => {
    for (const row of document.querySelectorAll<HTMLElement>("main tbody tr[data-id]")) {
      const at = row.querySelector<HTMLTimeElement>('td[data-label="Last order"] time')?.dateTime;
      if (at !== undefined) drawn[`${row.dataset["id"]}.${Date.parse(at) / 1_000}`] ??= Date.now();
    }
  };
  new MutationObserver(() => requestAnimationFrame(look)).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    characterData: true,
  });
}

/** A signal of a run: its tick, and the milliseconds from its emission to its drawing. */
export type Delay = Readonly<{ tick: string; ms: number }>;

/** The delays of the signals that were drawn since `begin`. */
export async function delaysOf(page: Page, url: string, begin: number): Promise<readonly Delay[]> {
  const drawn = await page.evaluate(() => Reflect.get(window, "drawn") as Record<string, number>);
  const recent = Object.entries(drawn).filter(([, at]) => at >= begin);
  const delays: Delay[] = [];
  const measure = async (): Promise<void> => {
    for (let next = recent.pop(); next !== undefined; next = recent.pop()) {
      const [id, at] = next;
      const response = await fetch(`${url}/api/workflow/orders/${id}`);
      const { emitted_at_ms: emitted } = (await response.json()) as { emitted_at_ms: number };
      delays.push({ tick: id.slice(id.lastIndexOf(".") + 1), ms: at - emitted });
    }
  };
  await Promise.all(Array.from({ length: 16 }, measure));
  return delays;
}
