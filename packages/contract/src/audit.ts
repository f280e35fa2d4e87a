import { z } from "zod";
import { CitrixId, Identifier } from "./identifiers.ts";
import { Role } from "./session.ts";

/**
 * What is written to the audit log, and what each kind means. A server of another version may write others: readers
 * take any word.
 */
export const auditKinds = {
  "signed-in": "a person signed in; details: method (password, oidc)",
  "sign-in-refused":
    "a sign-in was refused; details: username or method (oidc), reason, accountId where there is one, roleClaim (absent, no match) where no role fits",
  "signed-out":
    "a person ended the session; details: method; reason (back-channel-logout), sessions and personId where the identity provider ended them",
  refused: "a signed-in person's request was not allowed for their role or page; details: reason, method, route",
  "update-intended":
    "an image update is about to be sent; details: customerId, siteId, catalogName, fromImage, toImage, vdaUpdateDelay, warningTitle, warningMessage, reason, rollsBack (the id of the update that it takes back, if it does)",
  "update-outcome":
    "what sending it came to; details: those of update-intended, state (running, rejected, unknown), fact and message (the same in English), citrix",
  "update-ended":
    "how it ended; details: those of update-intended as far as they are known, state (succeeded, rolledBack, failed, rejected, or unknown where the connection leads elsewhere now), fact, message",
  "update-decided":
    "a person decided whether an update had started when its outcome was unknown; details: those of update-intended, state, outcome, reason (of the decision), seen",
  "external-update":
    "an image update or image change that was not requested here; details: customerId, siteId, catalogName, fromImage, toImage where it is known, state, fact, message",
  "rollout-created":
    "a person planned a rollout; details: rolloutId, name, plan (targets, gate, pace, start and the rest of the request)",
  "rollout-changed": "a person changed its plan before it began; details: those of rollout-created",
  "rollout-act":
    "a person paused, resumed, continued or cancelled it, retried what had failed, or skipped a catalog; details: rolloutId, name, act, reason, and what the act was told (acceptDrift, acknowledgedWarnings), targets (the catalogs that it changed)",
  "rollout-held":
    "the server starts nothing more of it until a person releases it; details: rolloutId, name, reason, params",
  "rollout-ended": "details: rolloutId, name, state (completed, completedWithFailures, cancelled), counts",
  "starts-stopped": "a person switched Start nothing on for a connection; details: reason",
  "starts-allowed": "a person switched Start nothing off again; details: reason",
  "account-created": "details: account (id, username, displayName, role)",
  "account-changed": "details: account, changed (the names of what changed), before, after",
  "account-disabled": "details: account",
  "account-enabled": "details: account",
  "password-changed": "a person changed their own password, or an admin set one; details: account",
  "sessions-ended": "sessions were ended by someone; details: account, count",
  "database-restored":
    "a backup was put in the place of the database; details: lastEntry (sequence and hash of the last entry before this one), osUser",
  "audit-exported": "the audit log was exported as a file; details: format, filter",
} as const;
/** The kinds of this version. */
export type AuditKind = keyof typeof auditKinds;

const Person = z.object({ id: z.string(), displayName: z.string() });

export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime().describe("UTC"),
    kind: z.string().describe(`what happened: ${Object.keys(auditKinds).join(", ")}; later versions may add words`),
    actor: Person.extend({ role: Role.optional() })
      .optional()
      .describe("who did it; absent: the server itself, or nobody known"),
    requestedBy: Person.optional().describe("who had asked for the update that the server itself writes about"),
    address: z.string().optional().describe("the address that the request came from"),
    requestId: z.string().optional(),
    citrixTransactionId: z.string().optional(),
    connectionId: z.string().optional(),
    catalogId: z.string().optional(),
    updateId: z.string().optional(),
    details: z.record(z.string(), z.unknown()).describe("facts of that kind of entry; never a secret"),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

const Kind = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, "must be a kind of entry such as signed-in");
const Instant = z.iso.datetime({ offset: true });

/** Which entries; all that is given must hold. */
const AuditFilter = z.strictObject({
  actor: Identifier.optional().describe("the id of the person who did it or had asked for it"),
  catalogId: CitrixId.optional(),
  connectionId: Identifier.optional(),
  kind: z
    .union([Kind, z.array(Kind).min(1).max(30)])
    .optional()
    .describe("one or several (kind=a&kind=b)"),
  from: Instant.optional().describe("not before this time"),
  to: Instant.optional().describe("before this time"),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditQuery = AuditFilter.extend({
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const AuditList = z
  .object({ items: z.array(AuditEntry), nextCursor: z.string().optional() })
  .meta({ id: "AuditList" });
export type AuditList = z.infer<typeof AuditList>;

export const AuditExportQuery = AuditFilter.extend({
  format: z.enum(["csv", "json"]),
  separator: z.enum(["comma", "semicolon"]).default("comma").describe("between the cells of a CSV file"),
});

export const AuditPeople = z
  .object({ items: z.array(Person).describe("everyone in the audit log, with their latest name") })
  .meta({ id: "AuditPeople" });
export type AuditPeople = z.infer<typeof AuditPeople>;

export const AuditVerification = z
  .object({
    whole: z.boolean().describe("every entry fits the chain, from the first to the head"),
    entries: z.int().describe("how many entries fit, from the first on"),
    head: z
      .object({ sequence: z.int(), hash: z.string() })
      .describe("the number and hash that the last entry must have"),
    firstBroken: z
      .object({
        sequence: z.int(),
        code: z
          .string()
          .describe(
            "missing, changed, not-as-noted, not-its-entry, column-differs, newest-missing, head-differs, behind-head or noted-missing; later versions may add words",
          ),
        reason: z.string().describe("what is wrong there, in words"),
      })
      .optional(),
    checkedAt: z.iso.datetime(),
  })
  .meta({ id: "AuditVerification" });
export type AuditVerification = z.infer<typeof AuditVerification>;
