import type { Problem, ProblemCode } from "@catalog-deck/contract";

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

const notStarted = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "notStarted" });
const notReached = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "notReached" });
const unknown = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "unknown" });

const askAgain =
  "The update may have started. Ask again: the same request is sent under the same key, so it can never start twice.";
const tryLater = "Nothing was started. Wait a moment, then send it again.";

/** What no answer about an update can be. */
type AboutAccounts = "username-taken" | "account-changed" | "last-admin" | "set-up-link-invalid";

/**
 * Words for every problem code of the BFF (contract, `problemCodes`). A problem about Citrix means that Citrix did not
 * take the update: when its answer to the update itself is lost, the BFF answers with an update in state `unknown`.
 */
const refusals: Partial<Record<ProblemCode, Refusal>> = {
  "invalid-request": notReached("The request was not accepted.", "Correct what is named below, then send it again."),
  "not-found": notStarted("This catalog or image does not exist any more.", "Close the form and look for the catalog."),
  "method-not-allowed": notReached("The server does not know this request.", "Reload the page: it may be outdated."),
  "unsupported-media-type": notReached(
    "The server does not know this request.",
    "Reload the page: it may be outdated.",
  ),
  "payload-too-large": notReached("The message is too long for the server.", "Shorten it, then send it again."),
  "too-many-requests": notReached("Too many requests came from here.", tryLater),
  "not-signed-in": notReached(
    "Your session has ended.",
    "Nothing was started. Sign in again; what you have entered here stays.",
  ),
  "wrong-credentials": notReached("Your session has ended.", "Nothing was started. Sign in again."),
  forbidden: notReached("Your account may not start updates.", "Ask an administrator to start it."),
  "csrf-token-invalid": notReached(
    "The page has lost touch with your session.",
    "Nothing was started. Send it again; if that does not help, reload the page.",
  ),
  "idempotency-key-missing": notReached("The page sent an incomplete request.", "Reload the page, then start again."),
  "idempotency-key-reused": notStarted(
    "Another request was sent under this form's key.",
    "Nothing new was started. Close the form, look at the catalog, and open it again if it is still needed.",
  ),
  "catalog-busy": notStarted(
    "This catalog is being changed already.",
    "Nothing was started. Follow the running update, and come back when it has ended.",
  ),
  "catalog-changed": notStarted(
    "The catalog's image changed since you opened this form.",
    "Nothing was started. Review what is in use now, then send it again.",
  ),
  "rules-violated": notStarted(
    "The rules for this update are not met.",
    "Nothing was started. See each rule below: tick the warnings you accept, and solve what blocks.",
  ),
  "decision-not-open": notStarted("Somebody has decided about this update already.", "Look at how it stands now."),
  "citrix-unauthorised": notStarted(
    "Citrix does not accept this dashboard's credentials.",
    "Nothing was started. The API client in Citrix Cloud has to be checked.",
  ),
  "citrix-forbidden": notReached(
    "Citrix does not let this dashboard update catalogs.",
    "Nothing was started. Give the API client's owner the rights in Citrix Cloud.",
  ),
  "citrix-not-found": notStarted("Citrix does not know this catalog or image any more.", "Nothing was started."),
  "citrix-conflict": notStarted(
    "Citrix says that the catalog is busy.",
    "Nothing was started. Look at the catalog, and try again when it is Active.",
  ),
  "citrix-refused": notStarted("Citrix refused the update.", "Nothing was started. Its reason is below."),
  "citrix-rate-limited": notStarted("Citrix asks this dashboard to slow down.", tryLater),
  "citrix-call-limit": notStarted("This dashboard has asked Citrix as much as it may in a minute.", tryLater),
  "citrix-unavailable": notStarted("Citrix could not be reached.", tryLater),
  "citrix-timed-out": notStarted("Citrix did not answer in time.", tryLater),
  "citrix-unreadable": notStarted("Citrix's answer could not be read.", tryLater),
  "shutting-down": unknown("The server is restarting.", askAgain),
  "storage-unavailable": notReached("The server cannot write its records.", tryLater),
  overloaded: notReached("The server has too much to do at the moment.", tryLater),
  "internal-error": unknown("The server failed.", askAgain),
} satisfies Record<Exclude<ProblemCode, AboutAccounts>, Refusal>;

/** What a problem answer means for the person. */
export function refusalOfProblem(problem: Pick<Problem, "code">): Refusal {
  return refusals[problem.code] ?? unknown("The server gave an answer that this page does not know.", askAgain);
}

/** No readable answer came: the connection broke, perhaps after the request had arrived. */
export const lostAnswer: Refusal = unknown(
  "No answer came back, so the outcome is unknown.",
  `The connection broke after sending. ${askAgain}`,
);
