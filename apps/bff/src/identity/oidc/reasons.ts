import type { ConnectionTrouble, SignInCause, SignInProblem } from "@catalog-deck/contract";
import { ProviderUnreachable } from "./bounded-fetch.ts";
import { ClaimError } from "./claims.ts";

/** Errors by which the provider says that it has trouble itself (OAuth 2.0, section 4.1.2.1). */
const troubleOfProvider = ["server_error", "temporarily_unavailable"];

/**
 * What a failed sign-in is called, for the person and for the log. Nothing of the provider's own words comes through
 * but its error word (RFC 6749), for the log: texts could hold anything, and the library's errors hold codes and tokens.
 */
export function reasonOf(error: unknown): { problem: SignInProblem; cause?: SignInCause; forLog: object } {
  const chain = causesOf(error);
  const unreachable = chain.find((one) => one instanceof ProviderUnreachable);
  if (unreachable !== undefined) {
    const { message: reason, trouble } = unreachable;
    if (trouble === undefined) return { problem: "provider-unreachable", forLog: { reason } };
    return { problem: "provider-unreachable", cause: causeOf(trouble), forLog: { reason, trouble } };
  }
  const [first] = chain;
  const { code, error: word } = (first ?? {}) as { code?: unknown; error?: unknown };
  const providerWord = typeof word === "string" && /^[a-z_]{1,40}$/.test(word) ? word : undefined;
  const forLog = {
    reason: first instanceof ClaimError ? first.message : first instanceof Error ? first.name : typeof first,
    ...(typeof code === "string" ? { code } : {}),
    ...(providerWord === undefined ? {} : { providerError: providerWord }),
  };
  if (first instanceof Error && first.name === "AuthorizationResponseError") {
    if (providerWord === "access_denied") return { problem: "cancelled", forLog };
    if (troubleOfProvider.includes(providerWord ?? "")) return { problem: "provider-unreachable", forLog };
  }
  return { problem: "refused", forLog };
}

const causes = {
  "name-not-resolved": "name",
  refused: "connection",
  "no-route": "connection",
  "timed-out": "connection",
  closed: "connection",
  failed: "connection",
  "tls-failed": "tls",
  "certificate-expired": "certificate",
  "certificate-not-yet-valid": "certificate",
  "certificate-for-other-name": "certificate",
  "certificate-invalid": "certificate",
  "certificate-authority-unknown": "certificate-authority",
  "proxy-answered": "proxy",
} as const satisfies Record<ConnectionTrouble["reason"], SignInCause>;

function causeOf({ reason, proxy }: ConnectionTrouble): SignInCause {
  return proxy ? "proxy" : causes[reason];
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && chain.length < 10; one = (one as { cause?: unknown } | null)?.cause) {
    chain.push(one);
  }
  return chain;
}
