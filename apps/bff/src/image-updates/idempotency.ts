import { createHash } from "node:crypto";
import type { ImageUpdate, ImageUpdateRequest, Problem } from "@catalog-deck/contract";
import { HttpProblem, type ProblemFact } from "../http/http-problem.ts";

/** What the keys of rollouts begin with; a single update cannot have such a one. */
export const rolloutKeyPrefix = "rollout:";
/** Whose they are: no account has this id. */
export const rolloutKeyOwner = "rollout";

/** How a request to start an update was answered: with an update (202), or with a problem about one. */
export type StartAnswer =
  | { kind: "accepted"; update: ImageUpdate }
  | {
      kind: "refused";
      status: number;
      code: Problem["code"];
      fact: ProblemFact;
      extras: Partial<Problem>;
      headers: Readonly<Record<string, string>>;
    };

/** What a key is bound to: the catalog and every field of the body, in whatever order they came. */
export function requestHash(connectionId: string, catalogId: string, body: ImageUpdateRequest): string {
  const fields = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([connectionId, catalogId, fields]))
    .digest("hex");
}

/** The answer to a key that was used for something else. */
export function keyReused(): HttpProblem {
  return new HttpProblem(422, "idempotency-key-reused", "key-reused");
}
