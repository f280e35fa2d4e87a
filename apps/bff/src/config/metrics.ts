import { ConfigError, type Environment, parsePort, readSecret, readText, secretSource } from "./values.ts";

/** Where the metrics are read; with neither field there are none. */
export interface MetricsConfig {
  /** A listener of their own. Port 0: any free port. */
  readonly listener?: { host: string; port: number };
  /** Demanded as a bearer token wherever the metrics are read; with one the server's own address has them too. */
  readonly token?: string;
}

/** What the header `Authorization: Bearer` can hold (RFC 6750, section 2.1). */
const bearerToken = /^[\w.~+/-]+=*$/;

/** The METRICS variables; undefined when the metrics are off. Throws a ConfigError when one is wrong or of no use. */
export function readMetrics(env: Environment, ownPort: number): MetricsConfig | undefined {
  const token = readSecret(env, "METRICS_TOKEN");
  if (token !== undefined && !bearerToken.test(token)) {
    const source = secretSource(env, "METRICS_TOKEN") ?? "METRICS_TOKEN";
    const should = "consist of letters, digits and -._~+/, as a bearer token does, such as openssl rand -hex 32 prints";
    throw new ConfigError(source, "holds other characters (not shown)", should);
  }
  const portText = readText(env, "METRICS_PORT");
  const host = readText(env, "METRICS_HOST");
  if (portText === undefined) {
    if (host !== undefined) throw new ConfigError("METRICS_HOST", "is set, though METRICS_PORT is not", "go with it");
    return token === undefined ? undefined : { token };
  }
  const port = parsePort("METRICS_PORT", portText);
  if (port !== 0 && port === ownPort) {
    throw new ConfigError("METRICS_PORT", `holds ${port}, as PORT does`, "be a port of its own");
  }
  return { listener: { host: host ?? "127.0.0.1", port }, ...(token === undefined ? {} : { token }) };
}
