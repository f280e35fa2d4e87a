/** Why no connection came about. */
export type ConnectionTroubleReason =
  | "name-not-resolved"
  | "refused"
  | "no-route"
  | "timed-out"
  | "closed"
  | "tls-failed"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "certificate-for-other-name"
  | "certificate-authority-unknown"
  | "certificate-invalid"
  | "proxy-answered"
  | "failed";

/** What stood between us and another server, as facts. Never a secret: neither a proxy's credentials nor what was sent. */
export interface ConnectionTrouble {
  reason: ConnectionTroubleReason;
  /** Whom it is about: the server or, with `proxy`, the proxy on the way to it. With its port unless that is the usual one. */
  host: string;
  proxy: boolean;
  /** The system's or the library's word for it, such as `ENOTFOUND`. */
  code?: string;
  /** What the proxy answered instead of opening the way. */
  status?: number;
}

/** No connection came about, so that nothing was sent. */
export class NotConnectedError extends Error {
  override readonly name = "NotConnectedError";
  readonly trouble: ConnectionTrouble;

  constructor(trouble: ConnectionTrouble) {
    super(`${trouble.host}: ${trouble.reason}`);
    this.trouble = trouble;
  }
}

const reasons: Readonly<Record<string, ConnectionTroubleReason>> = {
  ENOTFOUND: "name-not-resolved",
  EAI_AGAIN: "name-not-resolved",
  EAI_FAIL: "name-not-resolved",
  EAI_NODATA: "name-not-resolved",
  EAI_NONAME: "name-not-resolved",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "no-route",
  ENETUNREACH: "no-route",
  EHOSTDOWN: "no-route",
  ENETDOWN: "no-route",
  EADDRNOTAVAIL: "no-route",
  ETIMEDOUT: "timed-out",
  UND_ERR_CONNECT_TIMEOUT: "timed-out",
  UND_ERR_HEADERS_TIMEOUT: "timed-out",
  ECONNRESET: "closed",
  EPIPE: "closed",
  UND_ERR_SOCKET: "closed",
  EPROTO: "tls-failed",
  CERT_HAS_EXPIRED: "certificate-expired",
  CERT_NOT_YET_VALID: "certificate-not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate-for-other-name",
  HOSTNAME_MISMATCH: "certificate-for-other-name",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate-authority-unknown",
  UNABLE_TO_GET_ISSUER_CERT: "certificate-authority-unknown",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate-authority-unknown",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate-authority-unknown",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate-authority-unknown",
  CERT_UNTRUSTED: "certificate-authority-unknown",
  CERT_REVOKED: "certificate-invalid",
  CERT_REJECTED: "certificate-invalid",
  CERT_CHAIN_TOO_LONG: "certificate-invalid",
  CERT_SIGNATURE_FAILURE: "certificate-invalid",
  INVALID_CA: "certificate-invalid",
  INVALID_PURPOSE: "certificate-invalid",
  PATH_LENGTH_EXCEEDED: "certificate-invalid",
};

/** What an error that was thrown while a connection was made says about it (Node's "Common system errors" and "X509 certificate error codes"). */
export function troubleOf(error: unknown, host: string, { proxy } = { proxy: false }): ConnectionTrouble {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== "string") return { reason: "failed", host, proxy };
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return { reason: known ?? (/^ERR_(SSL|TLS)_/.test(code) ? "tls-failed" : "failed"), host, proxy, code };
}
