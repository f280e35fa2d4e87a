import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { CatalogList } from "@catalog-deck/contract";
import { wordsForCitrixError } from "./citrix-problems.ts";
import type { Reading } from "./shared-read.ts";

type Freshness = Pick<CatalogList, "fetchedAt" | "stale" | "pollAfterMs" | "trouble">;

/**
 * What an answer says about its own age. `upstreamStale`: Citrix itself answered from an old copy. While Citrix fails
 * browsers are told to come back when it is asked again, not before.
 */
export function freshnessOf<T>(
  reading: Reading<T>,
  facts: { upstreamStale: boolean; pollAfterMs: number; now: Date },
): Freshness {
  const fetchedAt = reading.fetchedAt.toISOString();
  if (reading.trouble === undefined) {
    if (!reading.late) return { fetchedAt, stale: facts.upstreamStale, pollAfterMs: facts.pollAfterMs };
    const trouble = { code: "citrix-timed-out", message: "Citrix Cloud is taking long to answer." };
    return { fetchedAt, stale: true, pollAfterMs: facts.pollAfterMs, trouble };
  }
  const { error, nextTryAt } = reading.trouble;
  const trouble: NonNullable<Freshness["trouble"]> =
    error instanceof CatalogServiceError
      ? { ...wordsForCitrixError(error), citrixTransactionId: error.transactionId }
      : { code: "internal-error", message: "Citrix Cloud could not be read." };
  trouble.nextTryAt = nextTryAt.toISOString();
  const untilNextTryMs = nextTryAt.getTime() - facts.now.getTime();
  return { fetchedAt, stale: true, pollAfterMs: Math.max(1_000, untilNextTryMs), trouble };
}
