import type { Problem } from "@catalog-deck/contract";
import { useRef, useState } from "react";
import { ApiProblem } from "../../lib/http.ts";
import type { Refusal, RefusalWords } from "./refusal-words.ts";

/**
 * A request that has been sent and whose outcome this page does not know yet. Kept before it is sent, so that after a
 * reload in between the very same request goes out under the very same key, or none.
 */
export interface SentRequest<Body> {
  body: Body;
  key: string;
}

/** How one try to start something ended. `lost`: no readable answer came, so nobody here knows. */
export type StartOutcome<Started> =
  | { kind: "started"; started: Started }
  | { kind: "refused"; problem: Problem }
  | { kind: "lost" };

/** Sends the request under its key; never throws. */
export type Start<Body, Started> = (body: Body, idempotencyKey: string) => Promise<StartOutcome<Started>>;

export interface SubmissionFailure {
  refusal: Refusal;
  problem?: Problem;
}

/** What outlives the page of a request that was sent: read once, and written before each try and after its answer. */
export interface SentRequestStore<Body> {
  first: SentRequest<Body> | null;
  keep: (sent: SentRequest<Body> | null) => void;
}

export interface Submission<Body> {
  /** True while a request is under way, and for good once it has started: the form has nothing more to do. */
  pending: boolean;
  failure: SubmissionFailure | null;
  /** True while an earlier request's outcome is not known: then only that request may be sent again. */
  locked: boolean;
  send: (body: Body) => void;
  /** Sends the request of unknown outcome once more, unchanged and under its own key. */
  askAgain: () => void;
}

/**
 * The sending of one opened form. A second call while one is under way does nothing, and a body whose outcome is not
 * known stays the only one that can be sent, so that neither a double click nor a retry, nor a reload in between, starts
 * a second update.
 */
export function useSubmission<Body extends object, Started>(
  start: Start<Body, Started>,
  onOutcome: (outcome: StartOutcome<Started>) => void,
  { sent, words }: { sent: SentRequestStore<Body>; words: RefusalWords },
): Submission<Body> {
  const [keys] = useState(() => new RequestKeys(() => crypto.randomUUID(), sent.first));
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<SubmissionFailure | null>(() =>
    sent.first === null ? null : { refusal: words.leftBeforeAnswer },
  );
  const [locked, setLocked] = useState(sent.first !== null);
  const inFlight = useRef(false);
  const unresolved = useRef<Body | null>(sent.first?.body ?? null);

  async function send(wanted: Body): Promise<void> {
    if (inFlight.current) return;
    inFlight.current = true;
    setPending(true);
    const body = unresolved.current ?? wanted;
    const key = keys.keyFor(body);
    sent.keep({ body, key });
    const outcome = await start(body, key);
    if (outcome.kind === "started") {
      sent.keep(null);
      onOutcome(outcome);
      return;
    }
    inFlight.current = false;
    setPending(false);
    const failed = failureOf(outcome, words);
    if (failed.refusal.outcome === "unknown") unresolved.current = body;
    if (failed.refusal.outcome === "notStarted") {
      unresolved.current = null;
      keys.retire(body);
    }
    sent.keep(unresolved.current === null ? null : { body, key });
    setLocked(unresolved.current !== null);
    setFailure(failed);
    onOutcome(outcome);
  }

  return {
    pending,
    failure,
    locked,
    send: (body) => void send(body),
    askAgain: () => {
      if (unresolved.current !== null) void send(unresolved.current);
    },
  };
}

function failureOf(
  outcome: Exclude<StartOutcome<unknown>, { kind: "started" }>,
  words: RefusalWords,
): SubmissionFailure {
  if (outcome.kind === "lost") return { refusal: words.lostAnswer };
  return { refusal: words.ofProblem(outcome.problem), problem: outcome.problem };
}

/**
 * How a request to start something ended. Only a problem that the BFF itself wrote says what happened; whatever else
 * went wrong may have happened after the request had arrived, so its outcome is not known.
 */
export async function startOutcomeOf<Started>(sending: Promise<Started>): Promise<StartOutcome<Started>> {
  try {
    return { kind: "started", started: await sending };
  } catch (error) {
    return error instanceof ApiProblem && error.problem !== undefined
      ? { kind: "refused", problem: error.problem }
      : { kind: "lost" };
  }
}

/**
 * The `Idempotency-Key` of each request body, for one opened form. The same body always gets the same
 * key, so a double click, a retry and a lost answer lead to one update or rollout; another body is another request.
 */
export class RequestKeys<Body extends object> {
  private readonly keys = new Map<string, string>();
  private readonly newKey: () => string;

  /**
   * @param newKey gives a fresh key of 1 to 128 visible ASCII characters
   * @param sent a request that went out before this form was opened, and keeps its key
   */
  constructor(newKey: () => string, sent: SentRequest<Body> | null = null) {
    this.newKey = newKey;
    if (sent !== null) this.keys.set(canonical(sent.body), sent.key);
  }

  /** The key to send with this body. */
  keyFor(body: Body): string {
    const written = canonical(body);
    const known = this.keys.get(written);
    if (known !== undefined) return known;
    const key = this.newKey();
    this.keys.set(written, key);
    return key;
  }

  /**
   * Ends a body's key. Only for an answer that is certain to have started nothing: the server repeats its first answer
   * to a key for ever, so a deliberate new try needs a new one.
   */
  retire(body: Body): void {
    this.keys.delete(canonical(body));
  }
}

function canonical(body: object): string {
  return JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
