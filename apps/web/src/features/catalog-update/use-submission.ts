import type { ImageUpdate, ImageUpdateRequest, Problem } from "@catalog-deck/contract";
import { useRef, useState } from "react";
import { ApiProblem } from "../../lib/http.ts";
import { lostAnswer, type Refusal, refusalOfProblem } from "./refusal-words.ts";
import { RequestKeys } from "./request-keys.ts";

/** How one try to start an update ended. `lost`: no readable answer came, so nobody here knows. */
export type StartAnswer =
  | { kind: "started"; update: ImageUpdate }
  | { kind: "refused"; problem: Problem }
  | { kind: "lost" };

/** Sends the request under its key; never throws. */
export type StartUpdate = (body: ImageUpdateRequest, idempotencyKey: string) => Promise<StartAnswer>;

export interface SubmissionFailure {
  refusal: Refusal;
  problem?: Problem;
}

export interface Submission {
  pending: boolean;
  failure: SubmissionFailure | null;
  /** True while an earlier request's outcome is not known: then only that request may be sent again. */
  locked: boolean;
  send: (body: ImageUpdateRequest) => void;
  /** Sends the request of unknown outcome once more, unchanged and under its own key. */
  askAgain: () => void;
}

/**
 * The sending of one opened form. A second call while one is under way does nothing, and a body whose outcome is not
 * known stays the only one that can be sent, so that neither a double click nor a retry starts a second update.
 */
export function useSubmission(start: StartUpdate, onAnswer: (answer: StartAnswer) => void): Submission {
  const [keys] = useState(() => new RequestKeys(() => crypto.randomUUID()));
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<SubmissionFailure | null>(null);
  const [locked, setLocked] = useState(false);
  const inFlight = useRef(false);
  const unresolved = useRef<ImageUpdateRequest | null>(null);

  async function send(wanted: ImageUpdateRequest): Promise<void> {
    if (inFlight.current) return;
    inFlight.current = true;
    setPending(true);
    const body = unresolved.current ?? wanted;
    const answer = await start(body, keys.keyFor(body));
    inFlight.current = false;
    setPending(false);
    const failed = failureOf(answer);
    if (failed?.refusal.outcome === "unknown") unresolved.current = body;
    else if (failed?.refusal.outcome !== "notReached") unresolved.current = null;
    if (failed?.refusal.outcome === "notStarted") keys.retire(body);
    setLocked(unresolved.current !== null);
    setFailure(failed);
    onAnswer(answer);
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

function failureOf(answer: StartAnswer): SubmissionFailure | null {
  switch (answer.kind) {
    case "started":
      return null;
    case "refused":
      return { refusal: refusalOfProblem(answer.problem), problem: answer.problem };
    case "lost":
      return { refusal: lostAnswer };
  }
}

/**
 * How a request to start an update ended. Only a problem that the BFF itself wrote says what happened; whatever else
 * went wrong may have happened after the request had arrived, so its outcome is not known.
 */
export async function startAnswerOf(sending: Promise<ImageUpdate>): Promise<StartAnswer> {
  try {
    return { kind: "started", update: await sending };
  } catch (error) {
    return error instanceof ApiProblem && error.problem !== undefined
      ? { kind: "refused", problem: error.problem }
      : { kind: "lost" };
  }
}
