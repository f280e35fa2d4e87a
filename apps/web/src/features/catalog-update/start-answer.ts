import type { ImageUpdate } from "@catalog-deck/contract";
import { ApiProblem } from "../../lib/http.ts";
import type { StartAnswer } from "./use-submission.ts";

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
