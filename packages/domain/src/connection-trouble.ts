import type { ConnectionTrouble } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";

/** Why there is no connection, in a sentence or two, with what an administrator can do about it where that is known. */
export function connectionTroubleInWords(trouble: ConnectionTrouble): string {
  const { host, proxy, status } = trouble;
  if (status === 407) return m.connection_proxy_wants_credentials({ host });
  const sentence = sentences[trouble.reason]({ host, status: String(status ?? "") });
  return proxy && status === undefined ? `${sentence} ${m.connection_is_proxy({ host })}` : sentence;
}

const sentences = {
  "name-not-resolved": m.connection_name_not_resolved,
  refused: m.connection_refused,
  "no-route": m.connection_no_route,
  "timed-out": m.connection_timed_out,
  closed: m.connection_closed,
  "tls-failed": m.connection_tls_failed,
  "certificate-expired": m.connection_certificate_expired,
  "certificate-not-yet-valid": m.connection_certificate_not_yet_valid,
  "certificate-for-other-name": m.connection_certificate_other_name,
  "certificate-authority-unknown": m.connection_certificate_authority,
  "certificate-invalid": m.connection_certificate_invalid,
  "proxy-answered": m.connection_proxy_answered,
  failed: m.connection_failed,
} satisfies Record<ConnectionTrouble["reason"], (facts: { host: string; status: string }) => string>;
