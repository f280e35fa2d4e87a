import type { Problem, ProblemCode } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";

/** What became of a try to start an update, in plain words. */
export interface Refusal {
  title: string;
  nextStep: string;
  /**
   * `notStarted`: the server has looked at this key, and it is certain that nothing was started under it.
   * `notReached`: refused before the key was looked at: this try started nothing, and says nothing of an earlier one.
   * `unknown`: it may have started; only the very same request may be sent again, under the same key.
   */
  outcome: "notStarted" | "notReached" | "unknown";
}

/** What an answer, none at all, or a page that was left before it means for the person. */
export interface RefusalWords {
  ofProblem: (problem: Pick<Problem, "code">) => Refusal;
  lostAnswer: Refusal;
  leftBeforeAnswer: Refusal;
}

const notStarted = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "notStarted" });
const notReached = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "notReached" });
const unknown = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "unknown" });

const askAgain = m.refusal_ask_again();
const tryLater = m.refusal_try_later();

/** What no answer about a single update can be. */
type AboutAccounts = "username-taken" | "account-changed" | "last-admin" | "set-up-link-invalid";
type AboutRollouts = "rollout-refused" | "rollout-busy" | "rollout-changed" | "rollout-not-possible";

/**
 * Words for every problem code of the BFF (contract, `problemCodes`). A problem about Citrix means that Citrix did not
 * take the update: when its answer to the update itself is lost, the BFF answers with an update in state `unknown`.
 */
const refusals: Partial<Record<ProblemCode, Refusal>> = {
  "invalid-request": notReached(m.refusal_invalid(), m.refusal_invalid_next()),
  "not-found": notStarted(m.refusal_gone(), m.refusal_gone_next()),
  "method-not-allowed": notReached(m.refusal_not_understood(), m.refusal_outdated_page()),
  "unsupported-media-type": notReached(m.refusal_not_understood(), m.refusal_outdated_page()),
  "payload-too-large": notReached(m.refusal_too_long(), m.refusal_too_long_next()),
  "too-many-requests": notReached(m.refusal_too_many(), tryLater),
  "not-signed-in": notReached(m.refusal_session_ended(), m.refusal_sign_in_stays()),
  "wrong-credentials": notReached(m.refusal_session_ended(), m.refusal_sign_in()),
  forbidden: notReached(m.refusal_forbidden(), m.refusal_forbidden_next()),
  "csrf-token-invalid": notReached(m.refusal_lost_touch(), m.refusal_lost_touch_next()),
  "authority-lost": notReached(m.refusal_authority_lost(), m.refusal_authority_lost_next()),
  "idempotency-key-missing": notReached(m.refusal_incomplete(), m.refusal_incomplete_next()),
  "idempotency-key-reused": notStarted(m.refusal_key_reused(), m.refusal_key_reused_next()),
  "catalog-busy": notStarted(m.refusal_busy(), m.refusal_busy_next()),
  "catalog-changed": notStarted(m.refusal_changed(), m.refusal_changed_next()),
  "rules-violated": notStarted(m.refusal_rules(), m.refusal_rules_next()),
  "decision-not-open": notStarted(m.refusal_decided(), m.refusal_decided_next()),
  "starts-stopped": notStarted(m.refusal_starts_stopped(), m.refusal_starts_stopped_next()),
  "not-sent-in-time": notStarted(m.refusal_not_sent_in_time(), m.refusal_not_sent_in_time_next()),
  "citrix-unauthorised": notStarted(m.refusal_citrix_unauthorised(), m.refusal_citrix_unauthorised_next()),
  "citrix-forbidden": notReached(m.refusal_citrix_forbidden(), m.refusal_citrix_forbidden_next()),
  "citrix-not-found": notStarted(m.refusal_citrix_not_found(), m.refusal_nothing_started()),
  "citrix-conflict": notStarted(m.refusal_citrix_conflict(), m.refusal_citrix_conflict_next()),
  "citrix-refused": notStarted(m.refusal_citrix_refused(), m.refusal_citrix_refused_next()),
  "citrix-rate-limited": notStarted(m.refusal_citrix_slow_down(), tryLater),
  "citrix-call-limit": notStarted(m.refusal_call_limit(), tryLater),
  "citrix-unavailable": notStarted(m.refusal_citrix_unavailable(), tryLater),
  "citrix-timed-out": notStarted(m.refusal_citrix_timed_out(), tryLater),
  "citrix-unreadable": notStarted(m.refusal_citrix_unreadable(), tryLater),
  "shutting-down": unknown(m.refusal_restarting(), askAgain),
  overloaded: notReached(m.refusal_overloaded(), tryLater),
  "storage-unavailable": notReached(m.refusal_storage(), tryLater),
  "internal-error": unknown(m.refusal_server_failed(), askAgain),
} satisfies Record<Exclude<ProblemCode, AboutAccounts | AboutRollouts>, Refusal>;

/** The words for an update of one catalog. */
export const updateRefusals: RefusalWords = {
  ofProblem: (problem) => refusals[problem.code] ?? unknown(m.refusal_not_known(), askAgain),
  lostAnswer: unknown(m.refusal_lost_answer(), m.refusal_lost_answer_next({ askAgain })),
  leftBeforeAnswer: unknown(m.refusal_left_before_answer(), askAgain),
};
