import { z } from "zod";
import { ConnectionTrouble } from "./connection-trouble.ts";
import { Fact } from "./facts.ts";
import { RolloutDetail } from "./rollouts.ts";

/**
 * Every `code` that a problem of the BFF can carry. Callers branch on the code, never on text
 * (RFC 9457, architecture.md#errors).
 */
export const problemCodes = [
  // the request
  "invalid-request",
  "not-found",
  "method-not-allowed",
  "unsupported-media-type",
  "payload-too-large",
  "too-many-requests",
  // the person
  "not-signed-in",
  "wrong-credentials",
  "forbidden",
  "csrf-token-invalid",
  "authority-lost",
  // an account
  "username-taken",
  "account-changed",
  "last-admin",
  "set-up-link-invalid",
  // an image update
  "idempotency-key-missing",
  "idempotency-key-reused",
  "catalog-busy",
  "catalog-changed",
  "rules-violated",
  "decision-not-open",
  "not-sent-in-time",
  "starts-stopped",
  // a rollout
  "rollout-refused",
  "rollout-busy",
  "rollout-changed",
  "rollout-not-possible",
  // Citrix
  "citrix-unauthorised",
  "citrix-forbidden",
  "citrix-not-found",
  "citrix-conflict",
  "citrix-refused",
  "citrix-rate-limited",
  "citrix-call-limit",
  "citrix-unavailable",
  "citrix-timed-out",
  "citrix-unreadable",
  // the BFF itself
  "shutting-down",
  "storage-unavailable",
  "overloaded",
  "internal-error",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/**
 * One rule that an image update breaks, or one warning it needs acknowledged (citrix-api.md#rules-before-an-update).
 */
export const UpdateRule = z
  .object({
    code: z.string().describe("stable word; what acknowledgedWarnings holds"),
    severity: z.enum(["block", "warn"]),
    message: z.string().describe("`fact` in English"),
    fact: Fact.describe("the reason, and what to do"),
  })
  .meta({ id: "UpdateRule" });
export type UpdateRule = z.infer<typeof UpdateRule>;

/** One rule with what it says about an image update, also when it says nothing against it. */
export const RuleResult = z
  .object({
    code: z.string(),
    verdict: z
      .enum(["ok", "not-compared", "warn", "block"])
      .describe("not-compared: a fact that the rule needs is missing; there is nothing to acknowledge"),
    message: z.string().describe("`fact` in English"),
    fact: Fact.describe("what holds, or the reason and what to do"),
  })
  .meta({ id: "RuleResult" });
export type RuleResult = z.infer<typeof RuleResult>;

export const RolloutTargetCheck = z
  .object({
    catalogId: z.string(),
    verdict: z
      .enum(["ready", "warnings", "blocked", "alreadyOnImage", "busy"])
      .describe("busy: it is being updated or is part of another open rollout"),
    rules: z.array(UpdateRule).describe("as for a single update: what blocks it, and what needs to be acknowledged"),
  })
  .meta({ id: "RolloutTargetCheck" });
/** One catalog of a planned rollout, as it is judged now. */
export type RolloutTargetCheck = z.infer<typeof RolloutTargetCheck>;

/** An error answer, `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("`fact` in English, with the messages of `rules`"),
    code: z.enum(problemCodes),
    fact: Fact.describe("what happened, in more detail than `code`"),
    requestId: z.string(),
    citrixTransactionId: z.string().optional(),
    connection: ConnectionTrouble.optional().describe("why there is no connection to Citrix"),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe("which fields of the request are wrong"),
    rules: z.array(UpdateRule).optional(),
    updateId: z.string().optional().describe("the image update that this problem is about"),
    retryAfterMs: z.int().optional(),
    targets: z.array(RolloutTargetCheck).optional().describe("the catalogs that block a rollout"),
    rollout: RolloutDetail.optional().describe("the present rollout, where an older version was acted on"),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
