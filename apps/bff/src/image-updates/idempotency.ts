import { createHash } from "node:crypto";
import { IdempotencyKey, type ImageUpdate, type ImageUpdateRequest, type Problem } from "@catalog-deck/contract";
import type { FastifyRequest } from "fastify";
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

/** The request's Idempotency-Key, of a single update or of a rollout. Throws a 400 problem when it is missing or no key. */
export function idempotencyKeyOf(request: FastifyRequest): string {
  const header = request.headers["idempotency-key"];
  if (header === undefined || header === "") {
    const message = "is required, so that a request that comes twice starts one update";
    throw new HttpProblem(400, "idempotency-key-missing", "key-missing", {
      errors: [{ field: "Idempotency-Key", message }],
    });
  }
  const key = IdempotencyKey.safeParse(header);
  if (key.success && !key.data.startsWith(rolloutKeyPrefix)) return key.data;
  if (key.success) {
    const message = `must not begin with ${rolloutKeyPrefix}`;
    throw new HttpProblem(
      400,
      "invalid-request",
      { code: "key-of-rollouts", params: { prefix: rolloutKeyPrefix } },
      { errors: [{ field: "Idempotency-Key", message }] },
    );
  }
  const message = "must be 1 to 128 visible ASCII characters";
  throw new HttpProblem(400, "invalid-request", "key-invalid", {
    errors: [{ field: "Idempotency-Key", message }],
  });
}

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
