import type { ConnectionTrouble, ProblemCode } from "@catalog-deck/contract";
import { connectionTroubleInWords } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";

/** Changes of accounts have words of their own (shared/account-forms.ts); the rest says nothing that helps. */
type Elsewhere =
  | "username-taken"
  | "account-changed"
  | "last-admin"
  | "set-up-link-invalid"
  | "method-not-allowed"
  | "unsupported-media-type"
  | "payload-too-large"
  | "idempotency-key-missing"
  | "idempotency-key-reused";

const words: Partial<Record<string, string>> = {
  "invalid-request": m.problem_invalid_request(),
  "not-found": m.problem_not_found(),
  "too-many-requests": m.problem_too_many_requests(),
  "not-signed-in": m.problem_not_signed_in(),
  "wrong-credentials": m.problem_wrong_credentials(),
  forbidden: m.problem_forbidden(),
  "csrf-token-invalid": m.problem_csrf_token_invalid(),
  "authority-lost": m.problem_authority_lost(),
  "catalog-busy": m.problem_catalog_busy(),
  "catalog-changed": m.problem_catalog_changed(),
  "rules-violated": m.problem_rules_violated(),
  "decision-not-open": m.problem_decision_not_open(),
  "not-sent-in-time": m.problem_not_sent_in_time(),
  "starts-stopped": m.problem_starts_stopped(),
  "rollout-refused": m.problem_rollout_refused(),
  "rollout-busy": m.problem_rollout_busy(),
  "rollout-changed": m.problem_rollout_changed(),
  "rollout-not-possible": m.problem_rollout_not_possible(),
  "citrix-unauthorised": m.problem_citrix_unauthorised(),
  "citrix-forbidden": m.problem_citrix_forbidden(),
  "citrix-not-found": m.problem_citrix_not_found(),
  "citrix-conflict": m.problem_citrix_conflict(),
  "citrix-refused": m.problem_citrix_refused(),
  "citrix-rate-limited": m.problem_citrix_rate_limited(),
  "citrix-call-limit": m.problem_citrix_call_limit(),
  "citrix-unavailable": m.problem_citrix_unavailable(),
  "citrix-timed-out": m.problem_citrix_timed_out(),
  "citrix-unreadable": m.problem_citrix_unreadable(),
  "shutting-down": m.problem_shutting_down(),
  "storage-unavailable": m.problem_storage_unavailable(),
  overloaded: m.problem_overloaded(),
  "internal-error": m.problem_internal_error(),
} satisfies Record<Exclude<ProblemCode, Elsewhere>, string>;

const citrixSays = "Citrix says: ";

/**
 * The words of a problem in the page's language, by its code and by why there is no connection; what Citrix itself said stays
 * as it is. `detail`, the
 * server's English, where the code is not known here. Loaded when a problem comes and the page is not English.
 */
export function problemWords(code: string, detail: string, connection?: ConnectionTrouble): string {
  const own = Object.hasOwn(words, code) ? words[code] : undefined;
  if (own === undefined) return detail;
  if (connection !== undefined) return `${own} ${connectionTroubleInWords(connection)}`;
  const quote = detail.indexOf(citrixSays);
  return quote < 0 ? own : `${own} ${m.problem_citrix_says({ text: detail.slice(quote + citrixSays.length) })}`;
}
