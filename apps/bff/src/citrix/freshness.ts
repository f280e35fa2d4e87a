import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { CatalogList, ProblemCode } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import type { ProblemFact } from "../http/http-problem.ts";
import { definedFields } from "../lib/defined-fields.ts";
import { factOfCitrixError, transactionIdOf } from "./citrix-problems.ts";
import type { CachedResult } from "./shared-read.ts";

const troubleAnswerKeptMs = 5_000;

type Freshness = Pick<CatalogList, "fetchedAt" | "stale" | "pollAfterMs" | "trouble">;

/**
 * What an answer says about its own age. `upstreamStale`: Citrix itself answered from an old copy. While Citrix fails
 * browsers are told to come back when it is asked again, not before.
 */
export function freshnessOf<T>(
  cached: CachedResult<T>,
  facts: { upstreamStale: boolean; pollAfterMs: number; now: Date },
): Freshness {
  const fetchedAt = cached.fetchedAt.toISOString();
  if (cached.trouble === undefined) {
    if (!cached.late) return { fetchedAt, stale: facts.upstreamStale, pollAfterMs: facts.pollAfterMs };
    const trouble = troubleOf("citrix-timed-out", { code: "citrix-slow", params: {} });
    return { fetchedAt, stale: true, pollAfterMs: facts.pollAfterMs, trouble };
  }
  const { error, nextTryAt } = cached.trouble;
  const { code, fact } =
    error instanceof CatalogServiceError
      ? factOfCitrixError(error)
      : ({ code: "internal-error", fact: { code: "citrix-not-read", params: {} } } as const);
  const trouble = troubleOf(code, fact);
  const citrixTransactionId = error instanceof CatalogServiceError ? transactionIdOf(error) : undefined;
  if (citrixTransactionId !== undefined) trouble.citrixTransactionId = citrixTransactionId;
  trouble.nextTryAt = nextTryAt.toISOString();
  const untilNextTryMs = nextTryAt.getTime() - facts.now.getTime();
  return { fetchedAt, stale: true, pollAfterMs: Math.max(5_000, untilNextTryMs), trouble };
}

function troubleOf(code: ProblemCode, fact: ProblemFact): NonNullable<Freshness["trouble"]> {
  return { code, message: factInWords(fact), fact, ...definedFields({ connection: fact.connection }) };
}

/**
 * Two answers with the same key are the same answer. In trouble they are made again every 5 seconds, so that browsers
 * learn how long it still is until Citrix is asked again.
 */
export function fingerprintOf<T>(cached: CachedResult<T>, now: Date): string {
  const waitMs = cached.trouble === undefined ? 0 : cached.trouble.nextTryAt.getTime() - now.getTime();
  return `${cached.version} ${cached.late} ${Math.ceil(waitMs / troubleAnswerKeptMs)}`;
}
