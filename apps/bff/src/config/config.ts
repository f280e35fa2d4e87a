import type { OutgoingProxy } from "@catalog-deck/catalogservice";
import { type ConnectionConfig, readConnections } from "./connections.ts";
import { type DatabasePlace, readDataPlace } from "./database-place.ts";
import { type MetricsConfig, readMetrics } from "./metrics.ts";
import { demandFixedAddress, type OidcConfig, readOidc } from "./oidc.ts";
import { readProxy } from "./proxy.ts";
import { keptSessionSecret } from "./session-secret.ts";
import { readTracing } from "./tracing.ts";
import {
  ConfigError,
  type Environment,
  isLoopback,
  parseAddressRanges,
  parseHttpAddress,
  parsePort,
  parseWord,
  readFile,
  readSecret,
  readText,
  secretSource,
  whatItHolds,
} from "./values.ts";

export type { ConnectionConfig } from "./connections.ts";
export { ConfigError } from "./values.ts";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
/** OWASP's floor for a password that guards administration. */
const shortestPasswordLength = 12;
const shortestSecretBytes = 32;

/** Everything that the environment decides (README.md#configuration). Nothing changes it once it is read. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly publicUrl: URL;
  readonly trustedProxies: string[];
  readonly dataDir: string;
  readonly database: DatabasePlace;
  /** What settings do that one might not expect, a line each, for whoever starts the server. */
  readonly notices: string[];
  /** 32 bytes or more; signs the cookies and encrypts the sessions. */
  readonly sessionSecret: Buffer;
  readonly connections: ConnectionConfig[];
  /** No Citrix customer is configured: the simulator stands in. */
  readonly demo: boolean;
  readonly initialAdmin?: { username: string; password: string };
  /** Sign-in by the company's identity provider. */
  readonly oidc?: OidcConfig;
  /** On the way to Citrix and to the identity provider. */
  readonly proxy?: OutgoingProxy;
  readonly logLevel: (typeof logLevels)[number];
  /** Requests are traced. */
  readonly tracing: boolean;
  /** Absent: there are no metrics. */
  readonly metrics?: MetricsConfig;
  /** Started by a package manager's script; started any other way, a server may outlive what started it. */
  readonly startedByScript: boolean;
}

/**
 * Reads the configuration; called once, with process.env. Throws a ConfigError for the first wrong or missing value,
 * before anything has been written or started.
 */
export function loadConfig(env: Environment): Config {
  refuseUncheckedCertificates(env);
  const host = readText(env, "HOST") ?? "127.0.0.1";
  const port = parsePort("PORT", readText(env, "PORT") ?? "8080");
  const publicUrl = readPublicUrl(env, host, port);
  const trustedProxies = parseAddressRanges("TRUSTED_PROXIES", readText(env, "TRUSTED_PROXIES") ?? "");
  const logLevel = parseWord("LOG_LEVEL", readText(env, "LOG_LEVEL") ?? "info", logLevels);
  const { dataDir, database, demoDatabase, notice } = readDataPlace(env);
  const connections = readConnections(env);
  const demo = connections.length === 0;
  const initialAdmin = readInitialAdmin(env);
  const oidc = readOidc(env);
  if (oidc !== undefined) demandFixedAddress(publicUrl);
  // The demo talks to this machine alone: what is of no use to it must not keep it from starting.
  const goesOut = connections.length > 0 || oidc !== undefined;
  const proxy = goesOut ? readProxy(env) : undefined;
  if (goesOut) demandExtraAuthorities(env);
  const metrics = readMetrics(env, port);
  const givenSecret = readSessionSecret(env, database.kind === "postgres");
  return {
    host,
    port,
    publicUrl,
    trustedProxies,
    dataDir,
    database: demo ? demoDatabase : database,
    notices: notice === undefined ? [] : [notice],
    connections,
    demo,
    logLevel,
    tracing: readTracing(env),
    startedByScript: env.npm_lifecycle_event !== undefined,
    sessionSecret: givenSecret ?? keptSessionSecret(dataDir),
    ...(initialAdmin === undefined ? {} : { initialAdmin }),
    ...(oidc === undefined ? {} : { oidc }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}

/** Node would then take anybody's certificate for the identity provider's or the database's. */
function refuseUncheckedCertificates(env: Environment): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  const should = "be left out; name a company's own authority in NODE_EXTRA_CA_CERTS";
  throw new ConfigError("NODE_TLS_REJECT_UNAUTHORIZED", 'holds "0", which leaves certificates unchecked', should);
}

/** Node only warns of a file that it cannot use; every connection would fail then, and seem to be another's fault. */
function demandExtraAuthorities(env: Environment): void {
  const variable = "NODE_EXTRA_CA_CERTS";
  const file = readText(env, variable);
  if (file === undefined || /^-----BEGIN (TRUSTED )?CERTIFICATE-----/m.test(readFile(variable, file))) return;
  throw new ConfigError(
    variable,
    `${whatItHolds(file)}, which holds no certificate`,
    "name a file of PEM certificates",
  );
}

function readPublicUrl(env: Environment, host: string, port: number): URL {
  const text = readText(env, "PUBLIC_URL");
  if (text !== undefined) {
    const given = parseHttpAddress("PUBLIC_URL", text);
    if (given.pathname === "/") return given;
    throw new ConfigError(
      "PUBLIC_URL",
      whatItHolds(text),
      "be an address without a path, such as https://decks.example.com",
    );
  }
  const url = URL.parse(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  if (url === null) throw new ConfigError("HOST", whatItHolds(host), "be a host name or an IP address");
  if (!isLoopback(url.hostname)) {
    const should = "be the https address that browsers use (or http://localhost:… behind a forwarded port)";
    throw new ConfigError("PUBLIC_URL", `is not set, though HOST ${whatItHolds(host)}`, should);
  }
  return url;
}

function readInitialAdmin(env: Environment): Config["initialAdmin"] {
  const username = readText(env, "INITIAL_ADMIN_USERNAME");
  const source = secretSource(env, "INITIAL_ADMIN_PASSWORD");
  const password = readSecret(env, "INITIAL_ADMIN_PASSWORD");
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined) throw new ConfigError("INITIAL_ADMIN_USERNAME", "is not set", `go with ${source}`);
  if (username.length > 200)
    throw new ConfigError("INITIAL_ADMIN_USERNAME", "is too long", "be 200 characters at most");
  if (password === undefined || source === undefined) {
    throw new ConfigError(
      "INITIAL_ADMIN_PASSWORD",
      "is not set",
      "go with INITIAL_ADMIN_USERNAME (or INITIAL_ADMIN_PASSWORD_FILE)",
    );
  }
  if (password.length < shortestPasswordLength || password.length > 1024) {
    const should = `have ${shortestPasswordLength} to 1024 characters`;
    throw new ConfigError(source, `holds a password of ${password.length} characters (not shown)`, should);
  }
  return { username, password };
}

function readSessionSecret(env: Environment, onPostgres: boolean): Buffer | undefined {
  const secret = readSecret(env, "SESSION_SECRET");
  const should = `hold ${shortestSecretBytes} bytes or more, the same for every instance`;
  if (secret === undefined) {
    if (onPostgres) throw new ConfigError("SESSION_SECRET", "is not set, though DATABASE_URL is", should);
    return undefined;
  }
  const bytes = Buffer.from(secret, "utf8");
  if (bytes.length < shortestSecretBytes) {
    const source = secretSource(env, "SESSION_SECRET") ?? "SESSION_SECRET";
    throw new ConfigError(source, `holds ${bytes.length} bytes (not shown)`, should);
  }
  return bytes;
}
