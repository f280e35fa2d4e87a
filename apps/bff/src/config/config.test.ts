import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "catalog-deck-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const secret = "s".repeat(32);
const citrix = {
  CITRIX_API_BASE_URL: "https://api.cloud.com/",
  CITRIX_CUSTOMER_ID: "acme",
  CITRIX_CLIENT_ID: "client",
  CITRIX_CLIENT_SECRET: "very-secret",
};
const connection = {
  id: "acme",
  name: "Acme",
  apiBaseUrl: "https://api-eu.cloud.com",
  customerId: "acme",
  clientId: "c",
};
const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: join(folder, "data"), ...env });

test("without any variable it is the demo on 127.0.0.1:8080", () => {
  const config = load({});
  expect(config).toMatchObject({ host: "127.0.0.1", port: 8080, demo: true, connections: [], logLevel: "info" });
  expect(config.publicUrl.href).toBe("http://127.0.0.1:8080/");
});

test("a server that would check no certificates does not start", () => {
  expect(() => load({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toThrow(
    /NODE_TLS_REJECT_UNAUTHORIZED.*NODE_EXTRA_CA_CERTS/,
  );
  expect(load({ NODE_TLS_REJECT_UNAUTHORIZED: "1" }).demo).toBe(true);
});

test("the four Citrix variables make the connection named default", () => {
  const config = load({ ...citrix, CITRIX_SITE_ID: "site-1" });
  expect(config.demo).toBe(false);
  expect(config.connections).toEqual([
    {
      id: "default",
      name: "acme",
      apiBaseUrl: "https://api.cloud.com",
      customerId: "acme",
      siteId: "site-1",
      clientId: "client",
      clientSecret: "very-secret",
    },
  ]);
});

test("a secret can stand in a file, whose last line break is no part of it", () => {
  const { CITRIX_CLIENT_SECRET: _, ...others } = citrix;
  const config = load({ ...others, CITRIX_CLIENT_SECRET_FILE: file("client-secret", "from-a-file\n") });
  expect(config.connections[0]?.clientSecret).toBe("from-a-file");
});

test("a connection can be shown to some roles and people only", () => {
  const visibleTo = { roles: ["admin"], people: ["hedy"] };
  const list = [{ ...connection, clientSecret: "alpha", visibleTo }];
  expect(load({ CONNECTIONS_FILE: file("shown.json", JSON.stringify(list)) }).connections[0]?.visibleTo).toEqual(
    visibleTo,
  );
});

test.each([{}, { roles: [] }, { roles: ["root"] }, { people: [""] }, { everybody: true }])(
  "a connection shown to %j ends the start: a slip of the pen must not show it to everybody",
  (visibleTo) => {
    const list = [{ ...connection, clientSecret: "alpha", visibleTo }];
    expect(() => load({ CONNECTIONS_FILE: file("slip.json", JSON.stringify(list)) })).toThrow("0.visibleTo");
  },
);

test.each([
  { name: "a folder", path: () => folder, says: "cannot be read (EISDIR)" },
  { name: "nothing", path: () => join(folder, "nowhere"), says: "cannot be read (ENOENT)" },
])("a secret's file that is $name ends the start", ({ path, says }) => {
  const { CITRIX_CLIENT_SECRET: _, ...others } = citrix;
  expect(() => load({ ...others, CITRIX_CLIENT_SECRET_FILE: path() })).toThrow(says);
});

test("several customers come from CONNECTIONS_FILE, their secrets from it or from files beside it", () => {
  file("beta-secret", "beta\n");
  const list = [
    { ...connection, clientSecret: "alpha" },
    { ...connection, id: "beta", siteId: "s2", clientSecretFile: "beta-secret" },
  ];
  const config = load({ CONNECTIONS_FILE: file("connections.json", JSON.stringify(list)) });
  expect(config.connections.map(({ id, clientSecret }) => [id, clientSecret])).toEqual([
    ["acme", "alpha"],
    ["beta", "beta"],
  ]);
});

test("the session secret is made once, kept in the data folder and readable by its owner only", () => {
  const dataDir = join(folder, "kept");
  const first = load({ DATA_DIR: dataDir }).sessionSecret;
  expect(first.length).toBeGreaterThanOrEqual(32);
  expect(load({ DATA_DIR: dataDir }).sessionSecret).toEqual(first);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, "session-secret")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dataDir, "session-secret"), "utf8")).not.toBe("");
});

test("a given session secret is used and nothing is written", () => {
  const dataDir = join(folder, "unwritten");
  expect(load({ DATA_DIR: dataDir, SESSION_SECRET: secret }).sessionSecret.toString()).toBe(secret);
  expect(statSync(dataDir, { throwIfNoEntry: false })).toBeUndefined();
});

test("the database's address says how it is secured, and the proxy counts where somebody far away is asked", () => {
  const env = { ...citrix, SESSION_SECRET: secret, HTTPS_PROXY: "http://proxy.example.com:3128" };
  const config = load({ ...env, DATABASE_URL: "postgres://u:p@db/x?sslmode=require" });
  expect(config.database).toEqual({ kind: "postgres", url: "postgres://u:p@db/x?sslmode=verify-full" });
  expect(config.notices).toEqual([expect.stringContaining("sslmode=require")]);
  expect(config.proxy).toEqual({ url: "http://proxy.example.com:3128/", noProxy: "" });
  expect(load({ HTTPS_PROXY: "socks5://proxy" }).proxy).toBeUndefined();
});

const wrongSettings: { name: string; env: Record<string, string>; variable: string; says: string; hides?: string }[] = [
  { name: "a port that is no number", env: { PORT: "http" }, variable: "PORT", says: 'holds "http"' },
  { name: "a port out of range", env: { PORT: "70000" }, variable: "PORT", says: "0 to 65535" },
  { name: "a log level nobody knows", env: { LOG_LEVEL: "loud" }, variable: "LOG_LEVEL", says: 'holds "loud"' },
  {
    name: "plain http for an address that others reach",
    env: { PUBLIC_URL: "http://deck.example.com" },
    variable: "PUBLIC_URL",
    says: "https",
  },
  { name: "a public address that is none", env: { PUBLIC_URL: "deck" }, variable: "PUBLIC_URL", says: 'holds "deck"' },
  {
    name: "a public address below a path, where no page would be found",
    env: { PUBLIC_URL: "https://example.com/deck" },
    variable: "PUBLIC_URL",
    says: "without a path",
  },
  {
    name: "an open host without the address that browsers use",
    env: { HOST: "0.0.0.0" },
    variable: "PUBLIC_URL",
    says: 'though HOST holds "0.0.0.0"',
  },
  { name: "a host that is none", env: { HOST: "a b" }, variable: "HOST", says: 'holds "a b"' },
  {
    name: "a proxy range that is none",
    env: { TRUSTED_PROXIES: "10.0.0.0/8, 10.0.0.0/33" },
    variable: "TRUSTED_PROXIES",
    says: "CIDR",
  },
  {
    name: "a proxy range that is everybody",
    env: { TRUSTED_PROXIES: "0.0.0.0/0" },
    variable: "TRUSTED_PROXIES",
    says: "CIDR",
  },
  {
    name: "another database",
    env: { DATABASE_URL: "mysql://u:hunter2@db/x" },
    variable: "DATABASE_URL",
    says: "postgres://",
    hides: "hunter2",
  },
  {
    name: "PostgreSQL without a session secret",
    env: { DATABASE_URL: "postgres://u:hunter2@db/x" },
    variable: "SESSION_SECRET",
    says: "DATABASE_URL",
    hides: "hunter2",
  },
  {
    name: "a short session secret",
    env: { SESSION_SECRET: "hunter2" },
    variable: "SESSION_SECRET",
    says: "holds 7 bytes",
    hides: "hunter2",
  },
  {
    name: "a secret given twice",
    env: { SESSION_SECRET: secret, SESSION_SECRET_FILE: "/x" },
    variable: "SESSION_SECRET_FILE",
    says: "together with SESSION_SECRET",
    hides: secret,
  },
  {
    name: "a secret's file that is not there",
    env: { SESSION_SECRET_FILE: join(folder, "nowhere") },
    variable: "SESSION_SECRET_FILE",
    says: "ENOENT",
  },
  ...(["CITRIX_API_BASE_URL", "CITRIX_CUSTOMER_ID", "CITRIX_CLIENT_ID", "CITRIX_CLIENT_SECRET"] as const).map(
    (missing) => ({
      name: `Citrix credentials without ${missing}`,
      env: { ...citrix, [missing]: "" },
      variable: missing,
      says: "is not set",
      hides: "very-secret",
    }),
  ),
  {
    name: "a site alone",
    env: { CITRIX_SITE_ID: "s" },
    variable: "CITRIX_API_BASE_URL",
    says: "is not set",
  },
  {
    name: "Citrix over plain http",
    env: { ...citrix, CITRIX_API_BASE_URL: "http://api.cloud.com" },
    variable: "CITRIX_API_BASE_URL",
    says: "https",
  },
  {
    name: "a Citrix address with a password in it",
    env: { ...citrix, CITRIX_API_BASE_URL: "https://u:hunter2@api.cloud.com" },
    variable: "CITRIX_API_BASE_URL",
    says: "not shown",
    hides: "hunter2",
  },
  {
    name: "a customer id that would change the address",
    env: { ...citrix, CITRIX_CUSTOMER_ID: "../other" },
    variable: "CITRIX_CUSTOMER_ID",
    says: 'holds "../other"',
  },
  {
    name: "a connections file together with Citrix variables",
    env: { ...citrix, CONNECTIONS_FILE: "x" },
    variable: "CONNECTIONS_FILE",
    says: "together with CITRIX_API_BASE_URL",
  },
  {
    name: "a connections file that is not JSON",
    env: { CONNECTIONS_FILE: file("broken.json", '[{"clientSecret":"hunter2"') },
    variable: "CONNECTIONS_FILE",
    says: "not JSON",
    hides: "hunter2",
  },
  {
    name: "a connection without its client id",
    env: {
      CONNECTIONS_FILE: file("half.json", JSON.stringify([{ ...connection, clientId: "", clientSecret: "hunter2" }])),
    },
    variable: "CONNECTIONS_FILE",
    says: "0.clientId",
    hides: "hunter2",
  },
  {
    name: "two connections of one id",
    env: {
      CONNECTIONS_FILE: file(
        "twice.json",
        JSON.stringify([
          { ...connection, clientSecret: "hunter2" },
          { ...connection, clientSecret: "hunter2" },
        ]),
      ),
    },
    variable: "CONNECTIONS_FILE",
    says: "stands twice",
    hides: "hunter2",
  },
  {
    name: "a connection without a secret",
    env: { CONNECTIONS_FILE: file("none.json", JSON.stringify([connection])) },
    variable: "CONNECTIONS_FILE",
    says: "clientSecretFile",
  },
  {
    name: "a short initial password",
    env: { INITIAL_ADMIN_USERNAME: "root", INITIAL_ADMIN_PASSWORD: "hunter2" },
    variable: "INITIAL_ADMIN_PASSWORD",
    says: "12 to 1024 characters",
    hides: "hunter2",
  },
  {
    name: "an initial admin without a password",
    env: { INITIAL_ADMIN_USERNAME: "root" },
    variable: "INITIAL_ADMIN_PASSWORD",
    says: "is not set",
  },
  {
    name: "an initial password without a name",
    env: { INITIAL_ADMIN_PASSWORD: "correct horse battery" },
    variable: "INITIAL_ADMIN_USERNAME",
    says: "is not set",
    hides: "correct horse",
  },
  {
    name: "a file of authorities that is not there",
    env: { ...citrix, NODE_EXTRA_CA_CERTS: join(folder, "nowhere") },
    variable: "NODE_EXTRA_CA_CERTS",
    says: "cannot be read (ENOENT)",
  },
  {
    name: "a file of authorities without any",
    env: { ...citrix, NODE_EXTRA_CA_CERTS: file("not-pem", "MIIB") },
    variable: "NODE_EXTRA_CA_CERTS",
    says: "holds no certificate",
  },
  { name: "a data folder inside a file", env: { DATA_DIR: file("plain", "") }, variable: "DATA_DIR", says: "EEXIST" },
];

test.each(wrongSettings)("$name is refused in one line that names $variable", ({ env, variable, says, hides }) => {
  const attempt = () => load(env);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(new RegExp(`^${variable}`));
  expect(attempt).toThrow(says);
  expect(attempt).not.toThrow("\n");
  if (hides !== undefined) expect(attempt).not.toThrow(hides);
});
