import type { Violation } from "./judge.ts";
import type { Aim } from "./moments.ts";

/** Where an unanswered request stood when the BFF was killed, from its database and the simulator's log. */
export type Hit =
  | "before the intent"
  | "between intent and POST"
  | "while the POST was out"
  | "between answer and record"
  | "between record and reply";

export interface CrashReport {
  kills: number;
  killsByAim: Record<Aim, number>;
  /** Requests that a kill interrupted, by where they stood. */
  hits: Record<Hit, number>;
  sentAgain: number;
  /** Administrators who were demoted while their request waited for slow readings. */
  demotions: number;
  doubleClicks: number;
  longWaits: number;
  tornLogs: number;
  sessionChecks: number;
  asked: number;
  posts: number;
  ends: Record<string, number>;
  readyAfterMs: number[];
  /** From readiness to the first reading of a catalog whose update was under way. */
  watchWaitsMs: number[];
  errorsLogged: string[];
  violations: Violation[];
  /** Promises broken that are not about one update: session, database. */
  otherFaults: string[];
}

export function emptyReport(): CrashReport {
  return {
    kills: 0,
    killsByAim: {
      before: 0,
      intent: 0,
      posting: 0,
      answer: 0,
      reply: 0,
      anywhere: 0,
      watching: 0,
      starting: 0,
      clock: 0,
    },
    hits: {
      "before the intent": 0,
      "between intent and POST": 0,
      "while the POST was out": 0,
      "between answer and record": 0,
      "between record and reply": 0,
    },
    sentAgain: 0,
    demotions: 0,
    doubleClicks: 0,
    longWaits: 0,
    tornLogs: 0,
    sessionChecks: 0,
    asked: 0,
    posts: 0,
    ends: {},
    readyAfterMs: [],
    watchWaitsMs: [],
    errorsLogged: [],
    violations: [],
    otherFaults: [],
  };
}
