import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "catalog-deck-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: join(folder, "data"), ...env });
const oidc = {
  OIDC_ISSUER: "https://login.example.com/tenant/v2.0",
  OIDC_CLIENT_ID: "deck",
  OIDC_CLIENT_SECRET: "hunter2",
  OIDC_ROLE_CLAIM: "realm_access.roles",
  OIDC_ADMIN_VALUES: "deck-admins, deck-owners",
  OIDC_HELPDESK_VALUES: "deck-helpdesk",
};

test("without the six variables there is no identity provider", () => {
  expect(load({}).oidc).toBeUndefined();
  expect(load({ OIDC_ISSUER: "" }).oidc).toBeUndefined();
});

test("the six variables name the provider, the claim and the values of each role", () => {
  expect(load(oidc).oidc).toEqual({
    issuer: new URL("https://login.example.com/tenant/v2.0"),
    clientId: "deck",
    clientSecret: "hunter2",
    roleClaim: "realm_access.roles",
    adminValues: ["deck-admins", "deck-owners"],
    helpdeskValues: ["deck-helpdesk"],
    scopes: "openid profile email",
  });
});

test("the client's secret can stand in a file", () => {
  const file = join(folder, "client-secret");
  writeFileSync(file, "from-a-file\n");
  expect(load({ ...oidc, OIDC_CLIENT_SECRET: "", OIDC_CLIENT_SECRET_FILE: file }).oidc?.clientSecret).toBe(
    "from-a-file",
  );
});

test("how the client's secret is told is the provider's to say, unless it is named", () => {
  expect(load(oidc).oidc?.clientAuthMethod).toBeUndefined();
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    expect(load({ ...oidc, OIDC_CLIENT_AUTH_METHOD: method }).oidc?.clientAuthMethod).toBe(method);
  }
  expect(() => load({ OIDC_CLIENT_AUTH_METHOD: "client_secret_post" })).toThrow(
    "OIDC_ISSUER is not set, though OIDC_CLIENT_AUTH_METHOD is",
  );
});

test("scopes stand with spaces or commas between", () => {
  expect(load({ ...oidc, OIDC_SCOPES: "openid, profile groups" }).oidc?.scopes).toBe("openid profile groups");
});

test("plain http is for a provider on this machine", () => {
  expect(load({ ...oidc, OIDC_ISSUER: "http://localhost:8090/realms/x" }).oidc?.issuer.port).toBe("8090");
});

const wrong: { name: string; env: Record<string, string>; variable: string; says: string }[] = [
  ...Object.keys(oidc).map((missing) => ({
    name: `everything but ${missing}`,
    env: { ...oidc, [missing]: "" },
    variable: missing,
    says: "is not set, though OIDC_",
  })),
  {
    name: "an issuer over plain http",
    env: { OIDC_ISSUER: "http://login.example.com" },
    variable: "OIDC_ISSUER",
    says: "https",
  },
  { name: "an issuer that is none", env: { OIDC_ISSUER: "login" }, variable: "OIDC_ISSUER", says: 'holds "login"' },
  {
    name: "an issuer with a password in it",
    env: { OIDC_ISSUER: "https://u:hunter2@login.example.com" },
    variable: "OIDC_ISSUER",
    says: "not shown",
  },
  {
    name: "an issuer with a query",
    env: { OIDC_ISSUER: "https://login.example.com/?tenant=x" },
    variable: "OIDC_ISSUER",
    says: "https address",
  },
  {
    name: "Entra ID's address for every company",
    env: { OIDC_ISSUER: "https://login.microsoftonline.com/common/v2.0" },
    variable: "OIDC_ISSUER",
    says: "one tenant",
  },
  {
    name: "an empty list",
    env: { OIDC_ADMIN_VALUES: " , " },
    variable: "OIDC_ADMIN_VALUES",
    says: "one value or more",
  },
  {
    name: "one value for both roles",
    env: { OIDC_HELPDESK_VALUES: "deck-helpdesk,deck-owners" },
    variable: "OIDC_HELPDESK_VALUES",
    says: 'holds "deck-owners", as OIDC_ADMIN_VALUES does',
  },
  {
    name: "a way of telling the secret that is not built",
    env: { OIDC_CLIENT_AUTH_METHOD: "private_key_jwt" },
    variable: "OIDC_CLIENT_AUTH_METHOD",
    says: "be one of client_secret_basic, client_secret_post",
  },
  { name: "a name that nobody reads", env: { OIDC_AUDIENCE: "deck" }, variable: "OIDC_AUDIENCE", says: "left out" },
  {
    name: "scopes without openid",
    env: { OIDC_SCOPES: "profile email" },
    variable: "OIDC_SCOPES",
    says: "openid among them",
  },
  {
    name: "a secret given twice",
    env: { OIDC_CLIENT_SECRET_FILE: "/x" },
    variable: "OIDC_CLIENT_SECRET_FILE",
    says: "together with OIDC_CLIENT_SECRET",
  },
  { name: "a port that nobody can know before", env: { PORT: "0" }, variable: "PUBLIC_URL", says: "PORT is 0" },
];

test.each(wrong)("$name is refused in one line that names $variable", ({ env, variable, says }) => {
  const attempt = () => load({ ...oidc, ...env });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(new RegExp(`^${variable} `));
  expect(attempt).toThrow(says);
  expect(attempt).not.toThrow("\n");
  expect(attempt).not.toThrow("hunter2");
});
