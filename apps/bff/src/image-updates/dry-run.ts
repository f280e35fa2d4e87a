import { CatalogServiceError } from "@catalog-deck/catalogservice";
import {
  type ImageUpdateDryRun,
  type PlainFactCode,
  type RuleFactCode,
  type RuleResult,
  tokenPlaceholder,
  transactionIdPlaceholder,
} from "@catalog-deck/contract";
import { factInWords, resultsOfRules } from "@catalog-deck/domain";
import { problemFromCitrix } from "../citrix/citrix-problems.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import {
  type FreshFacts,
  problemWhenChanged,
  problemWhileProcessing,
  readFreshFacts,
  refuseUnlessStartable,
  refuseWhileBusy,
} from "./request-checks.ts";
import { type RequestedUpdate, rowOfRequest, updateOfRow } from "./update-records.ts";

/**
 * Judges a request as the starter would and shows what it would send, from a fresh reading and through the starter's own
 * code. Nothing is sent, no intent is written and no key is used up. It reads as one who looks does, so that dry runs never
 * take the calls that are kept for real updates and for watching. Throws what `readFreshFacts` throws.
 */
export async function dryRunImageUpdate(
  { store, clock }: { store: Store; clock: Clock },
  request: RequestedUpdate,
): Promise<ImageUpdateDryRun> {
  const { connection, catalogId, body } = request;
  const facts = await readFreshFacts(connection, catalogId, body.imageId, "look");
  const now = clock.now();
  const refusal = await refusalOf(() => refuseUnlessStartable(store, request, facts), now);
  const wanted = {
    siteId: facts.siteId,
    catalogId,
    update: updateOfRow(rowOfRequest(request, facts, now)),
    transactionId: transactionIdPlaceholder,
  };
  return {
    checkedAt: now.toISOString(),
    rules: [...(await resultsOfRequest(store, request, facts, now)), ...resultsOfRules(facts)],
    ...(refusal === undefined ? {} : { refusal: { code: refusal.code, detail: refusal.detail, fact: refusal.fact } }),
    request: connection.client.describeImageUpdate(wanted, tokenPlaceholder),
  };
}

/** The two checks that are no rules between catalog and image, as results next to those of the rules. */
async function resultsOfRequest(
  store: Store,
  request: RequestedUpdate,
  facts: FreshFacts,
  now: Date,
): Promise<RuleResult[]> {
  const underWay = await refusalOf(
    () => refuseWhileBusy(store, request.connection.updateScope(facts.siteId), facts.catalog),
    now,
  );
  const busy = underWay ?? problemWhileProcessing(facts);
  const changed = problemWhenChanged(facts, request.body);
  return [resultOf("catalog-busy", busy, "passed-busy"), resultOf("catalog-changed", changed, "passed-changed")];
}

function resultOf(code: string, problem: HttpProblem | undefined, passed: RuleFactCode & PlainFactCode): RuleResult {
  const fact = problem?.fact ?? { code: passed, params: {} };
  return { code, verdict: problem === undefined ? "ok" : "block", message: factInWords(fact), fact };
}

/** The problem that a check throws, also when the Citrix client holds the update back; anything else goes on. */
async function refusalOf(check: () => Promise<void>, now: Date): Promise<HttpProblem | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    if (error instanceof CatalogServiceError) return problemFromCitrix(error, {}, now);
    throw error;
  }
}
