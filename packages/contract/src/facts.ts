import { z } from "zod";
import { ConnectionTrouble } from "./connection-trouble.ts";

/** Code -> the names of its params. The words are domain's: one message per code and language, with just these params. */
type FactTable = Record<string, readonly string[]>;

/** What the history tells about an image update, and what went wrong with Citrix's answer to it. */
export const updateFacts = {
  "catalog-gone": [],
  "catalog-in-error": [],
  "runs-after-lost-answer": [],
  "image-in-place": [],
  "restarts-pending": [],
  "image-replaced": [],
  "on-other-image": ["image"],
  "on-no-image": [],
  "status-never-ended": ["image"],
  "ended-without-image": ["image"],
  "decided-but-not-in-place": ["image"],
  "never-began": ["image"],
  "did-not-start": ["minutes"],
  "cannot-tell": ["image", "minutes"],
  "put-back": [],
  interrupted: [],
  "not-recorded": [],
  "site-left": ["customer", "site"],
  "answer-lost": [],
  "decided-not-started": ["name", "reason"],
  "decided-started": ["name", "reason"],
  "accepted-late": [],
  "accepted-late-beside-other": ["image", "name"],
  "external-change": [],
  "external-update": [],
  "external-not-in-place": ["image"],
  "external-without-image": [],
  "answer-missing": [],
  "answer-not-taken": [],
  "answer-status": ["status"],
  "answer-late": [],
  "answer-unreadable": [],
  "answer-broken": [],
  "answer-interrupted": [],
} as const satisfies FactTable;

/** What a rule finds. `state` is Citrix's word, `errors` are Citrix's types of warnings. */
export const ruleFacts = {
  "rule-on-its-way": [],
  "rule-catalog-unreadable": [],
  "rule-processing": [],
  "rule-not-ready": ["state"],
  "rule-remote-pc": [],
  "rule-remote-pc-unknown": [],
  "rule-image-unreadable": [],
  "rule-image-not-ready": ["state"],
  "rule-session-single": [],
  "rule-session-multi": [],
  "rule-session-unknown": [],
  "rule-platform": ["current", "platform"],
  "rule-platform-unknown": [],
  "rule-deprecated": [],
  "rule-in-use": [],
  "rule-vda-older": ["current", "version"],
  "rule-desktop-to-server": [],
  "rule-server-to-desktop": [],
  "rule-keep-disk": [],
  "rule-region": ["catalogRegion", "region"],
  "rule-has-error": ["errors"],
  "rule-stale": [],
  "rule-catalog-unknown": [],
  "rule-updating": ["image", "name"],
  "rule-in-rollout": ["rollout"],
  "rule-catalog-twice": [],
  "passed-busy": [],
  "passed-changed": [],
  "passed-catalog-not-ready": [],
  "passed-remote-pc": [],
  "passed-image-not-ready": [],
  "passed-session-mismatch": [],
  "passed-platform": [],
  "passed-deprecated": [],
  "passed-in-use": [],
  "passed-vda-older": [],
  "passed-server-desktop": [],
  "passed-keep-disk": [],
  "passed-region": [],
  "passed-has-error": [],
  "passed-stale": [],
  "not-compared-deprecated": [],
  "not-compared-in-use": [],
  "not-compared-vda": [],
  "not-compared-server-desktop": [],
  "not-compared-keep-disk": [],
  "not-compared-region": [],
  "not-compared-has-error": [],
  "not-compared-stale": [],
} as const satisfies FactTable;

/** Why a request was not done, more closely than the problem's own code says it. */
export const problemFacts = {
  // the request
  "request-unreadable": [],
  "request-invalid": ["fields"],
  "body-invalid": ["fields"],
  "query-invalid": ["fields"],
  "path-invalid": ["fields"],
  "headers-invalid": ["fields"],
  "body-not-json": [],
  "body-empty": [],
  "body-too-large": [],
  "body-cut-off": [],
  "media-type-unsupported": [],
  "address-malformed": [],
  "address-part-too-long": [],
  "address-has-fragment": [],
  "address-unknown": [],
  "method-not-allowed": ["methods"],
  "request-too-slow": [],
  "headers-too-large": [],
  "chunk-extensions-too-large": [],
  "not-http": [],
  "host-missing": [],
  "host-repeated": [],
  "expectation-failed": [],
  // the server itself
  "server-failed": [],
  "shutting-down": [],
  overloaded: [],
  "sign-ins-full": [],
  "database-silent": [],
  "database-full": [],
  "database-read-only": [],
  "database-held": [],
  "database-file-unusable": [],
  "audit-not-written": [],
  "audit-export-busy": [],
  "audit-verification-busy": [],
  // the person
  "not-signed-in": [],
  "display-only": [],
  "role-forbids": [],
  "csrf-token-differs": [],
  "other-site": [],
  "authority-lost": [],
  "authority-lost-undecided": [],
  "authority-lost-unchanged": [],
  "authority-lost-unsent": [],
  "credentials-wrong": [],
  "password-wrong": [],
  "passwords-wrong-too-often": ["minutes"],
  "password-at-provider": [],
  "session-unknown": [],
  "account-changed-sign-in-again": [],
  "logout-token-invalid": [],
  "logout-token-used": [],
  "no-identity-provider": [],
  "metrics-token-wrong": [],
  // accounts
  "username-taken": ["username"],
  "account-changed": [],
  "own-account-changed": [],
  "account-unknown": [],
  "last-admin": [],
  "display-needs-helpdesk": [],
  "password-guessable": [],
  "password-has-product-name": [],
  "password-has-username": [],
  "set-up-link-invalid": [],
  // image updates
  "update-unknown": [],
  "image-unknown": [],
  "key-missing": [],
  "key-invalid": [],
  "key-of-rollouts": ["prefix"],
  "key-reused": [],
  "update-under-way": ["catalog", "image", "name"],
  "catalog-processing": ["catalog"],
  "catalog-on-other-image": ["catalog", "image"],
  "catalog-on-no-image": ["catalog"],
  "catalog-changed-undecided": ["catalog"],
  "decision-not-open": ["catalog"],
  "rules-block": [],
  "warnings-open": [],
  "update-not-recorded": [],
  "not-taken-back": [],
  "starts-are-stopped": ["name", "reason"],
  // rollouts; `before` and `after` are times of day, `first` and `second` offsets such as +02:00
  "rollout-unknown": [],
  "rollout-too-large": ["count", "limit"],
  "gate-minutes-misplaced": [],
  "waves-have-gaps": [],
  "catalogs-twice": ["catalogs"],
  "catalogs-refused": ["count", "total"],
  "catalogs-busy": ["catalogs"],
  "start-no-time": [],
  "start-passed": [],
  "start-skipped": ["timeZone", "before", "after"],
  "start-repeated": ["timeZone", "first", "second"],
  "time-zone-unknown": [],
  "rollback-not-moved": ["catalog"],
  "rollback-other-image": ["catalog"],
  "rollout-differs": [],
  "rollout-begun": [],
  "rollout-ended": [],
  "rollout-not-under-way": [],
  "rollout-not-held": [],
  "rollout-at-gate": [],
  "rollout-not-at-gate": [],
  "rollout-without-failures": [],
  "target-not-skippable": [],
  "catalog-not-drifted": ["catalog"],
  "catalog-not-in-rollout": ["catalog"],
  // Citrix
  "connection-unknown": ["connection"],
  "citrix-unauthorised": [],
  "citrix-forbidden": [],
  "citrix-not-found": [],
  "citrix-conflict": [],
  "citrix-refused": [],
  "citrix-rate-limited": [],
  "citrix-unavailable": [],
  "citrix-timed-out": [],
  "citrix-unreadable": [],
  "citrix-left-alone": [],
  "citrix-call-limit": [],
  "citrix-slow": [],
  "citrix-not-read": [],
  "not-sent-in-time": [],
  "first-site-unreadable": ["customer"],
  "no-site": ["customer"],
} as const satisfies FactTable;

type Codes = typeof updateFacts & typeof ruleFacts & typeof problemFacts;
export type FactCode = keyof Codes;
export type UpdateFactCode = keyof typeof updateFacts;
export type RuleFactCode = keyof typeof ruleFacts;
export type ProblemFactCode = keyof typeof problemFacts;

export type FactValue = string | number | string[];
/** The codes whose sentence needs no params. */
export type PlainFactCode = { [Code in FactCode]: [Codes[Code][number]] extends [never] ? Code : never }[FactCode];
/** The params of a code: all that its words need, and nothing else. */
export type FactParams<Code extends FactCode> = Code extends PlainFactCode
  ? Record<string, never>
  : Record<Codes[Code][number], FactValue>;

/** A fact as the server makes it: of one of these codes, with just its params. */
export type FactOf<Code extends FactCode = FactCode> = (
  | { code: Extract<Code, PlainFactCode>; params: Record<string, never> }
  | { [One in Exclude<Code, PlainFactCode>]: { code: One; params: FactParams<One> } }[Exclude<Code, PlainFactCode>]
) &
  Omit<Fact, "code" | "params">;

/**
 * What the server states, for pages in any language: a sentence of its own as a code with params, and apart from it what
 * Citrix said. A text beside it (`message`, `detail`) is the same in English.
 */
export const Fact = z
  .object({
    code: z.string().describe("stable word; later versions may add some, whose words only the server knows"),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    citrixMessage: z.string().optional().describe("what Citrix itself said, as it came"),
    connection: ConnectionTrouble.optional().describe("why there was no connection"),
  })
  .meta({ id: "Fact" });
export type Fact = z.infer<typeof Fact>;
