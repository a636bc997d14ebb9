import { messageOf } from "@bellwether/core/failure";
import { MarketError } from "@bellwether/core/market";
import type * as z from "zod";
import { type Priority, type RequestBudget, requestBudget } from "../http/budget.ts";
import { type HttpDeps, type HttpOutcome, requestJson } from "../http/request.ts";
import { askRepeatedly, type RetryPolicy, retryPolicyOf } from "../http/retry.ts";
import {
  ageVerdict,
  answer,
  commonVerdict,
  retry,
  stop,
  unknownShape,
  type Verdict,
} from "../http/verdict.ts";
import type { AccessToken } from "./access-token.ts";
import type { SaxoEnvironment } from "./environment.ts";
import { tightestLimit, waitAfterRefusal } from "./rate-limit.ts";

/** Saxo allows 120 requests a minute and session in each of its service groups. */
const REQUESTS_A_MINUTE = 110;
const MINUTE_MS = 60_000;

type ServiceGroup = "chart" | "ref";

type SaxoQuestion<T> = Readonly<{
  group: ServiceGroup;
  /** Relative to the API's URL, without a leading slash. */
  path: string;
  parameters: Readonly<Record<string, string | number>>;
  schema: z.ZodType<T>;
}>;

export type AskSaxo = <T>(question: SaxoQuestion<T>, priority: Priority) => Promise<T>;

export type SaxoOptions = Readonly<{
  environment: SaxoEnvironment;
  /** Timeout of one request. Default 15 seconds. */
  timeoutMs?: number;
  /** Default: minutes for the engine, seconds for the page. */
  retryPolicy?: RetryPolicy;
}>;

/** A client for Saxo's OpenAPI. Each client has one request budget. A rejected token is renewed
 *  once. Rejects with `MarketError`. */
export function saxoClient(
  deps: HttpDeps & { readonly accessToken: AccessToken },
  options: SaxoOptions,
): AskSaxo {
  const { environment, timeoutMs = 15_000, retryPolicy } = options;
  const budgets: Readonly<Record<ServiceGroup, RequestBudget>> = {
    chart: requestBudget(deps, budgetOf("Saxo's charts")),
    ref: requestBudget(deps, budgetOf("Saxo's instrument search")),
  };

  return ({ group, path, parameters, schema }, priority) => {
    let rejected: string | undefined;
    return askRepeatedly(deps, retryPolicy ?? retryPolicyOf(priority), async () => {
      const token = await tokenOf(deps.accessToken, rejected);
      await budgets[group].take(1, priority);
      const url = new URL(path, environment.apiUrl);
      for (const [name, value] of Object.entries(parameters)) {
        url.searchParams.set(name, String(value));
      }
      const headers = { authorization: `Bearer ${token}` };
      const outcome = await requestJson(deps, { url, headers }, timeoutMs);
      updateBudget(budgets[group], outcome);
      if ("status" in outcome && outcome.status === 401 && rejected === undefined) {
        rejected = token;
        return retry("unauthorized", "Saxo did not accept the access token");
      }
      return verdictOf(outcome, schema, deps.systemNow());
    });
  };
}

/** An unreadable login is reported as a market error, because the market then cannot be read. */
async function tokenOf(accessToken: AccessToken, rejected: string | undefined): Promise<string> {
  try {
    return await accessToken.get(rejected);
  } catch (cause) {
    if (cause instanceof MarketError) throw cause;
    throw new MarketError("unavailable", `Saxo's login cannot be used: ${messageOf(cause)}`, {
      retryable: true,
      cause,
    });
  }
}

function budgetOf(name: string) {
  return {
    name,
    limit: REQUESTS_A_MINUTE,
    windowMs: MINUTE_MS,
    reservedShare: 0.6,
    maxWaitMs: { engine: 120_000, page: 5_000 },
  } as const;
}

function updateBudget(budget: RequestBudget, outcome: HttpOutcome): void {
  if (!("status" in outcome)) return;
  const limit = tightestLimit(outcome.headers);
  if (limit !== null) budget.observe(limit.remaining, limit.resetMs);
  if (outcome.status === 429) budget.pause(waitAfterRefusal(outcome.headers));
}

function verdictOf<T>(outcome: HttpOutcome, schema: z.ZodType<T>, nowMs: number): Verdict<T> {
  if ("status" in outcome) {
    if (outcome.status === 429) {
      return retry("budget-exhausted", "Saxo asks for fewer requests", {
        afterMs: waitAfterRefusal(outcome.headers),
      });
    }
    if (outcome.status === 404) return stop("no-data", "Saxo has no such data");
  }
  const common = commonVerdict("Saxo", outcome) ?? ageVerdict("Saxo", outcome, nowMs);
  if (common !== null) return common;
  const parsed = schema.safeParse(outcome.kind === "json" ? outcome.json : null);
  if (parsed.success) return answer(parsed.data);
  return unknownShape("Saxo", parsed.error);
}
