import type { ImageUpdate } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";
import { ApiProblem } from "../lib/http.ts";

/** What the pace depends on: a query's state, as TanStack Query keeps it. */
export interface PollState<Data> {
  data: Data | undefined;
  error: Error | null;
  dataUpdatedAt: number;
  errorUpdatedAt: number;
  errorUpdateCount: number;
}

const slowestMs = 60_000;
const firstRetryMs = 5_000;
const idleMs = 30_000;

/**
 * A little later for each, so that browsers do not ask in step: up to a tenth, one second at most. It follows from the
 * time of the last answer and is no dice throw, because TanStack Query starts its timer again whenever the number changes.
 */
function withJitter(intervalMs: number, lastAnswerAt: number): number {
  const share = (Math.trunc(lastAnswerAt) % 997) / 997;
  return Math.round(intervalMs + share * Math.min(intervalMs * 0.1, 1_000));
}

function intervalAfterError<Data>(state: PollState<Data>): number | false {
  if (state.error instanceof ApiProblem) {
    if (state.error.status === 401) return false;
    const askedToWaitMs = state.error.problem?.retryAfterMs;
    if (askedToWaitMs !== undefined) return Math.min(Math.max(askedToWaitMs, firstRetryMs), slowestMs);
  }
  // As long again as it has been failing already: slower and slower, never stopping.
  const failingForMs =
    state.dataUpdatedAt > 0
      ? state.errorUpdatedAt - state.dataUpdatedAt
      : firstRetryMs * 2 ** Math.min(state.errorUpdateCount - 1, 10);
  return Math.min(Math.max(failingForMs, firstRetryMs), slowestMs);
}

function intervalOf<Data>(state: PollState<Data>, calmMs: (data: Data) => number | false): number | false {
  const lastAnswerAt = Math.max(state.dataUpdatedAt, state.errorUpdatedAt);
  const intervalMs = state.error ? intervalAfterError(state) : state.data === undefined ? idleMs : calmMs(state.data);
  return intervalMs === false ? false : withJitter(intervalMs, lastAnswerAt);
}

/** When to ask again for data that says so itself (`pollAfterMs`): milliseconds, or false after a 401. */
export function serverPacedInterval(state: PollState<{ pollAfterMs: number }>): number | false {
  return intervalOf(state, (data) => data.pollAfterMs);
}

/** The same for what is read page by page: as soon as the most eager page says. */
export function pagesInterval(state: PollState<{ pages: readonly { pollAfterMs: number }[] }>): number | false {
  return intervalOf(state, ({ pages }) => Math.min(...pages.map(({ pollAfterMs }) => pollAfterMs)));
}

/**
 * The same for whoever wants to be told about running updates in a tab that nobody sees: there every 60 s while one
 * `runs`, else never.
 */
export function pacedWhileWatched<Data extends { pollAfterMs: number }>(
  state: PollState<Data>,
  { hidden, runs }: { hidden: boolean; runs(data: Data): boolean },
): number | false {
  const intervalMs = serverPacedInterval(state);
  if (!hidden || intervalMs === false) return intervalMs;
  return state.data !== undefined && runs(state.data) ? Math.max(intervalMs, slowestMs) : false;
}

/** When to ask again for one image update: every 5 s until it has ended, then never. */
export function imageUpdateInterval(state: PollState<ImageUpdate>): number | false {
  return intervalOf(state, (update) => (isEnded(update) ? false : firstRetryMs));
}

/** When to ask again for a list of image updates: every 5 s while one runs, else every 30 s. */
export function imageUpdatesInterval(
  state: PollState<{ pages: readonly { items: readonly ImageUpdate[] }[] }>,
): number | false {
  return intervalOf(state, (data) =>
    data.pages.some((page) => page.items.some((update) => !isEnded(update))) ? firstRetryMs : idleMs,
  );
}
