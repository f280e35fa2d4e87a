import type { CatalogList } from "@catalog-deck/contract";
import type { Ending } from "../crash/judge.ts";
import { Tally } from "./measurements.ts";

/** One update that a person asked for, with what came back. */
export interface AskedUpdate {
  /** The idempotency key, and the update's reason. */
  key: string;
  catalogId: string;
  toImageId: string;
  ending: Ending;
  /** One per answer: a double click and a request sent again after hanging up have several. */
  answers: { status: number; updateId: string | undefined }[];
}

/** What a page needs of an answer with the catalogs. */
export type ListFacts = Pick<CatalogList, "pollAfterMs" | "stale" | "fetchedAt" | "trouble">;

/** What all browsers of a soak have seen and asked for. */
export class Ledger {
  readonly answers = new Tally();
  readonly asked: AskedUpdate[] = [];
  readonly listMs: number[] = [];
  /** What must not happen, each with how often it did. */
  readonly faults = new Tally();
  readonly listsByTag = new Map<string, ListFacts>();
  requests = 0;
  hungUp = 0;
  doubleClicks = 0;
  staleLists = 0;
  longestStaleMs = 0;

  /** Notes an answer by kind of request. A 500 and whatever no page could explain is a fault. */
  note(what: string, status: number): void {
    this.requests += 1;
    this.answers.add(String(status));
    // 422: an update of a catalog that is in Error by now, on a page that is older than that.
    const explained = status < 400 || [404, 409, 412, 422, 502, 503, 504].includes(status);
    if (!explained) this.faults.add(`${what} was answered ${status}`);
  }
}
