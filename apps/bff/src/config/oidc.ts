import {
  ConfigError,
  type Environment,
  isLoopback,
  parseHttpAddress,
  parseWord,
  readSecret,
  readText,
  secretSource,
  whatItHolds,
} from "./values.ts";

/** Sign-in by the company's identity provider (OpenID Connect), and how its claims become roles. */
export interface OidcConfig {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** A claim's name, or the way to a nested one with dots (`claimValues`). */
  roleClaim: string;
  adminValues: string[];
  helpdeskValues: string[];
  /** What the provider is asked for, with spaces between. */
  scopes: string;
  /** How the client proves who it is; absent: by what the provider's metadata lists. */
  clientAuthMethod?: (typeof clientAuthMethods)[number];
}

const clientAuthMethods = ["client_secret_basic", "client_secret_post"] as const;
const authMethodName = "OIDC_CLIENT_AUTH_METHOD";
const scopesName = "OIDC_SCOPES";
const defaultScopes = "openid profile email";

const names = [
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_ROLE_CLAIM",
  "OIDC_ADMIN_VALUES",
  "OIDC_HELPDESK_VALUES",
] as const;

/** Entra ID's addresses for every company of the world: their tokens come from an issuer that nobody can name before. */
const sharedEntraTenants = /^\/(common|organizations|consumers)(\/|$)/i;

/**
 * The OIDC variables; undefined when none is set. Throws a ConfigError when one is missing or wrong: a half
 * configured sign-in would let in nobody, or the wrong people.
 */
export function readOidc(env: Environment): OidcConfig | undefined {
  refuseUnknownNames(env);
  const authMethod = readText(env, authMethodName);
  const present =
    names.find((name) => isSet(env, name)) ??
    [authMethodName, scopesName].find((name) => readText(env, name) !== undefined);
  if (present === undefined) return undefined;
  const required = (name: (typeof names)[number]): string => {
    const value = name === "OIDC_CLIENT_SECRET" ? readSecret(env, name) : readText(env, name);
    if (value === undefined) throw new ConfigError(name, `is not set, though ${present} is`, should[name]);
    return value;
  };
  const issuer = parseHttpAddress("OIDC_ISSUER", required("OIDC_ISSUER"));
  if (issuer.hostname === "login.microsoftonline.com" && sharedEntraTenants.test(issuer.pathname)) {
    throw new ConfigError("OIDC_ISSUER", whatItHolds(issuer.href), "name the one tenant that may sign in, by its id");
  }
  const adminValues = list("OIDC_ADMIN_VALUES", required("OIDC_ADMIN_VALUES"));
  const helpdeskValues = list("OIDC_HELPDESK_VALUES", required("OIDC_HELPDESK_VALUES"));
  const inBoth = helpdeskValues.find((value) => adminValues.includes(value));
  if (inBoth !== undefined) {
    throw new ConfigError(
      "OIDC_HELPDESK_VALUES",
      `${whatItHolds(inBoth)}, as OIDC_ADMIN_VALUES does`,
      "be for one role only",
    );
  }
  return {
    issuer,
    clientId: required("OIDC_CLIENT_ID"),
    clientSecret: required("OIDC_CLIENT_SECRET"),
    roleClaim: required("OIDC_ROLE_CLAIM"),
    adminValues,
    helpdeskValues,
    scopes: readScopes(env),
    ...(authMethod === undefined ? {} : { clientAuthMethod: parseWord(authMethodName, authMethod, clientAuthMethods) }),
  };
}

const should: Record<(typeof names)[number], string> = {
  OIDC_ISSUER: "be the identity provider's issuer, an https address",
  OIDC_CLIENT_ID: "be the id under which the identity provider knows Catalog Deck",
  OIDC_CLIENT_SECRET: "be that client's secret (or OIDC_CLIENT_SECRET_FILE its file)",
  OIDC_ROLE_CLAIM: "name the claim that decides the role, such as roles or realm_access.roles",
  OIDC_ADMIN_VALUES: "list the values of OIDC_ROLE_CLAIM that make an administrator, by comma",
  OIDC_HELPDESK_VALUES: "list the values of OIDC_ROLE_CLAIM that make a helpdesk user, by comma",
};

/** OpenID Connect Core 1.0, section 3.1.2.1: without `openid` it is no sign-in. */
function readScopes(env: Environment): string {
  const text = readText(env, scopesName) ?? defaultScopes;
  const scopes = text.split(/[\s,]+/);
  if (scopes.includes("openid") && scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))
    return scopes.join(" ");
  throw new ConfigError(
    scopesName,
    whatItHolds(text),
    `list scopes with spaces between, openid among them, such as ${defaultScopes}`,
  );
}

/**
 * The identity provider sends browsers back to PUBLIC_URL, so it must be the address that they really use: a free port
 * that is chosen at the start cannot be registered there.
 */
export function demandFixedAddress(publicUrl: URL): void {
  if (isLoopback(publicUrl.hostname) && publicUrl.port === "0") {
    throw new ConfigError("PUBLIC_URL", "is not set, though OIDC_ISSUER is and PORT is 0", "be what browsers use");
  }
}

function isSet(env: Environment, name: string): boolean {
  return (name === "OIDC_CLIENT_SECRET" ? secretSource(env, name) : readText(env, name)) !== undefined;
}

function refuseUnknownNames(env: Environment): void {
  const known: readonly string[] = [...names, "OIDC_CLIENT_SECRET_FILE", authMethodName, scopesName];
  const unknown = Object.keys(env).find(
    (name) => name.startsWith("OIDC_") && !known.includes(name) && readText(env, name) !== undefined,
  );
  if (unknown !== undefined) {
    throw new ConfigError(unknown, "is set, but no setting has that name", "be left out");
  }
}

function list(variable: string, text: string): string[] {
  const values = text
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
  if (values.length === 0) throw new ConfigError(variable, whatItHolds(text), "hold one value or more, by comma");
  return [...new Set(values)];
}
