import type * as z from "zod";
import { type Priority, type RequestBudget, requestBudget } from "../http/budget.ts";
import { type HttpDeps, type HttpOutcome, requestJson } from "../http/request.ts";
import { askRepeatedly, type RetryPolicy, retryPolicyOf } from "../http/retry.ts";
import {
  ageVerdict,
  answer,
  commonVerdict,
  retry,
  retryAfterMs,
  stop,
  unknownShape,
  type Verdict,
} from "../http/verdict.ts";
import { errorSchema } from "./schema.ts";

const BINANCE_URL = "https://data-api.binance.vision";

/** Binance allows a weight of 6,000 a minute per address. Half of it is left for the trader's other
 *  tools. */
const WEIGHT_A_MINUTE = 3_000;
const ALLOWED_WEIGHT_A_MINUTE = 6_000;
const MINUTE_MS = 60_000;

export type BinanceOptions = Readonly<{
  /** Another server with the same API. Default `BINANCE_URL`. */
  url?: string;
  /** Timeout of one request. Default 10 seconds. */
  timeoutMs?: number;
  /** Default: minutes for the engine, seconds for the page. */
  retryPolicy?: RetryPolicy;
}>;

/** A request to the public API. `weight` as documented for the endpoint. */
type BinanceQuestion<T> = Readonly<{
  path: string;
  parameters: Readonly<Record<string, string | number>>;
  weight: number;
  schema: z.ZodType<T>;
}>;

export type AskBinance = <T>(question: BinanceQuestion<T>, priority: Priority) => Promise<T>;

/** A client for Binance's public market data, which needs no key. Stays within the allowed request
 *  weight. Rejects with `MarketError`. Source: Binance Spot API, "General API information" and
 *  "Limits". */
export function binanceClient(deps: HttpDeps, options: BinanceOptions = {}): AskBinance {
  const { url = BINANCE_URL, timeoutMs = 10_000, retryPolicy } = options;
  const budget = requestBudget(deps, {
    name: "Binance's limits",
    limit: WEIGHT_A_MINUTE,
    windowMs: MINUTE_MS,
    reservedShare: 0.5,
    maxWaitMs: { engine: 90_000, page: 5_000 },
  });

  return ({ path, parameters, weight, schema }, priority) =>
    askRepeatedly(deps, retryPolicy ?? retryPolicyOf(priority), async () => {
      await budget.take(weight, priority);
      const target = new URL(path, url);
      for (const [name, value] of Object.entries(parameters)) {
        target.searchParams.set(name, String(value));
      }
      const outcome = await requestJson(deps, { url: target }, timeoutMs);
      updateBudget(budget, outcome, deps.systemNow());
      return verdictOf(outcome, schema, deps.systemNow());
    });
}

/** Binance counts the weight per clock minute. */
function updateBudget(budget: RequestBudget, outcome: HttpOutcome, nowMs: number): void {
  if (outcome.kind === "timeout" || outcome.kind === "unreachable") return;
  const header = outcome.headers.get("x-mbx-used-weight-1m");
  const used = Number(header ?? Number.NaN);
  if (header !== null && Number.isFinite(used)) {
    budget.observe(ALLOWED_WEIGHT_A_MINUTE - used, MINUTE_MS - (nowMs % MINUTE_MS));
  }
  // 418: the address is banned. Every further request makes the ban longer.
  if (outcome.status === 429 || outcome.status === 418) {
    budget.pause(retryAfterMs(outcome.headers) ?? MINUTE_MS);
  }
}

function verdictOf<T>(outcome: HttpOutcome, schema: z.ZodType<T>, nowMs: number): Verdict<T> {
  if (outcome.kind === "json" || outcome.kind === "page") {
    if (outcome.status === 418) {
      return retry("budget-exhausted", "Binance has banned this address for too many requests", {
        afterMs: retryAfterMs(outcome.headers) ?? MINUTE_MS,
      });
    }
    // This answer comes from the firewall in front of Binance. There is no login that could be
    // wrong.
    if (outcome.status === 403)
      return retry("unavailable", "Binance's firewall refused the request");
    if (outcome.status === 451) {
      return stop("unavailable", "Binance does not serve the country of this machine");
    }
  }
  if (outcome.kind === "json" && outcome.status === 400) {
    const error = errorSchema.safeParse(outcome.json);
    // -1121: no such symbol. -1100: characters that no symbol contains.
    if (error.success && [-1121, -1100].includes(error.data.code)) {
      return stop("unknown-instrument", `Binance: ${error.data.msg}`);
    }
  }
  const common = commonVerdict("Binance", outcome) ?? ageVerdict("Binance", outcome, nowMs);
  if (common !== null) return common;
  const parsed = schema.safeParse(outcome.kind === "json" ? outcome.json : null);
  if (parsed.success) return answer(parsed.data);
  return unknownShape("Binance", parsed.error);
}
