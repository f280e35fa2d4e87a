import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Catalog, type ImageList, type Session, tokenPlaceholder } from "@catalog-deck/contract";
import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { eventually } from "../testing/eventually.ts";

const builtWebApp = join(import.meta.dirname, "../../../web/dist");
/** The marks are words that occur nowhere else; what stands after them tries to get past the hiding. */
const secrets = {
  clientSecret: 'canary-client-secret-5c1e/+&="',
  token: "canary-token-91d7",
  sessionSecret: "canary-session-secret-0b44-0123456789abcdef",
  adminPassword: "canary-admin-password-a3f0",
  newPassword: "canary-new-password-77be",
  wrongPassword: "canary-wrong-password-e8c2",
  providerSecret: "canary-provider-secret-4d20",
  metricsToken: "canary-metrics-token-2f6a",
};

/** What someone could see of a run: texts by where they stood. */
type Seen = Map<string, string>;

/** A secret as it is, and as files, addresses and logs write it. */
function formsOf(secret: string): string[] {
  const mark = /^canary(-[a-z]+)+-[0-9a-f]{4}/.exec(secret)?.[0] ?? secret;
  const bytes = Buffer.from(secret);
  return [
    mark,
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    encodeURIComponent(secret),
  ];
}

/** Where one of the secrets stands that must stand nowhere. */
const leaks = (seen: Seen, hidden: Record<string, string>): string[] =>
  Object.entries(hidden).flatMap(([name, secret]) =>
    [...seen]
      .filter(([, text]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([place]) => `${name}: ${place}`),
  );

/** Every file of a folder as bytes, with those of the folders in it. */
async function filesOf(folder: string): Promise<Seen> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")] as const)));
}

/** A browser that keeps everything it is answered but what belongs to it: its own cookie and its own CSRF token. */
class Browser {
  readonly seen: Seen = new Map();
  /** Every session cookie and CSRF token that it was ever given. */
  readonly own = new Set<string>();
  #cookie = "";
  #csrfToken = "";
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ask(path: string, { body, method = "GET", headers = {} }: Asked = {}): Promise<Response & { said: string }> {
    const json = body === undefined ? {} : { body, headers: { "content-type": "application/json" } };
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      ...json,
      headers: { ...json.headers, cookie: this.#cookie, "x-csrf-token": this.#csrfToken, ...headers },
    });
    let said = await answer.text();
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) {
      this.#cookie = cookie.split(";", 1)[0] ?? "";
      const value = decodeURIComponent(this.#cookie.split("=")[1] ?? "");
      if (value !== "") this.own.add(value).add(value.split(".")[0] ?? "");
    }
    const isSession = path === "/api/session" && answer.status === 200;
    const original = said;
    if (isSession) {
      this.#csrfToken = (JSON.parse(said) as Session).csrfToken;
      this.own.add(this.#csrfToken);
      said = said.replaceAll(this.#csrfToken, "its own");
    }
    const told = [...answer.headers].filter(([name]) => name !== "set-cookie");
    this.seen.set(`${method} ${path} (${this.seen.size}, ${answer.status})`, `${JSON.stringify(told)}\n${said}`);
    return Object.assign(answer, { said: original });
  }
}

interface Asked {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** A server with nothing but marked secrets, at its most talkative, on a simulator that gives marked tokens. */
async function startMarked() {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-secrets-"));
  const dataDir = join(folder, "data");
  await mkdir(dataDir);
  const fileOf = async (name: keyof typeof secrets) => {
    const file = join(folder, name);
    await writeFile(file, `${secrets[name]}\n`, { mode: 0o600 });
    return file;
  };
  const simulator = await startSimulator({ clientSecret: secrets.clientSecret, tokenMark: secrets.token });
  const bff = new BffProcess(await freePort(), {
    LOG_LEVEL: "trace",
    DATA_DIR: dataDir,
    CITRIX_API_BASE_URL: simulator.baseUrl,
    CITRIX_CUSTOMER_ID: simulator.customerId,
    CITRIX_CLIENT_ID: simulator.clientId,
    CITRIX_CLIENT_SECRET_FILE: await fileOf("clientSecret"),
    SESSION_SECRET_FILE: await fileOf("sessionSecret"),
    INITIAL_ADMIN_USERNAME: "ada",
    INITIAL_ADMIN_PASSWORD_FILE: await fileOf("adminPassword"),
    // An identity provider that nobody reaches.
    OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`,
    OIDC_CLIENT_ID: "deck",
    OIDC_CLIENT_SECRET_FILE: await fileOf("providerSecret"),
    OIDC_ROLE_CLAIM: "roles",
    OIDC_ADMIN_VALUES: "admins",
    OIDC_HELPDESK_VALUES: "helpdesk",
    METRICS_TOKEN_FILE: await fileOf("metricsToken"),
  });
  onTestFinished(async () => {
    await bff.kill();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  await bff.start();
  return { bff, simulator, dataDir, browser: new Browser(bff.url) };
}

const credentials = (password: string) => ({ method: "POST", body: JSON.stringify({ username: "ada", password }) });

/** Everything that an administrator does on a good day. */
async function goodDay(browser: Browser, simulator: Simulator): Promise<void> {
  await browser.ask("/api/sign-in-methods");
  expect((await browser.ask("/api/session", credentials(secrets.wrongPassword))).status).toBe(401);
  expect((await browser.ask("/api/session", credentials(secrets.adminPassword))).status).toBe(200);
  expect((await browser.ask("/api/session")).status).toBe(200);
  const change = { currentPassword: secrets.adminPassword, newPassword: secrets.newPassword };
  await browser.ask("/api/session/password", { method: "PUT", body: JSON.stringify(change) });
  await browser.ask("/api/session", credentials(secrets.newPassword));
  const api = "/api/connections/default";
  const catalogs = JSON.parse((await browser.ask(`${api}/catalogs`)).said) as { items: Catalog[] };
  const images = JSON.parse((await browser.ask(`${api}/images`)).said) as ImageList;
  const catalog = catalogs.items.find(({ name }) => name === "Accounting");
  const image = images.items.find(({ name }) => name === "Win11-24H2-Nov");
  await browser.ask(`${api}/catalogs/${catalog?.id}`);
  await browser.ask(`${api}/images/${image?.id}`);
  const update = { imageId: image?.id, expectedImageId: catalog?.imageId, vdaUpdateDelay: 60, reason: "monthly" };
  const dryRun = await browser.ask(`${api}/catalogs/${catalog?.id}/image-updates/dry-run`, {
    method: "POST",
    body: JSON.stringify(update),
  });
  // The request as text is there, with a place for the token where the token would stand.
  expect(JSON.parse(dryRun.said)).toMatchObject({
    request: { headers: { authorization: expect.stringContaining(tokenPlaceholder) } },
  });
  const started = await browser.ask(`${api}/catalogs/${catalog?.id}/image-updates`, {
    method: "POST",
    body: JSON.stringify(update),
    headers: { "idempotency-key": randomUUID() },
  });
  expect(started.status, started.said).toBe(202);
  expect(await simulator.control.log({ operation: "startImageUpdate" })).toHaveLength(1);
  await browser.ask(`${api}/image-updates`);
  await browser.ask(`${api}/image-updates/${(JSON.parse(started.said) as { id: string }).id}`);
}

/** What is taken out or kept for later: texts that leave the desk as files, and what a person has set. */
async function papers(browser: Browser): Promise<void> {
  const views = { views: [{ name: "Finance", search: "q=finance" }], default: "Finance" };
  const paths = [
    "/api/audit/export?format=csv",
    "/api/audit/export?format=csv&separator=semicolon",
    "/api/audit/export?format=json",
    "/api/audit/people",
    "/api/audit/verification",
    "/api/connections/default/image-updates/durations",
    "/api/settings",
    "/api/sessions",
    "/api/accounts",
  ];
  for (const path of paths) expect((await browser.ask(path)).status, path).toBe(200);
  const put = async (path: string, body: unknown) =>
    (await browser.ask(`/api/settings/${path}`, { method: "PUT", body: JSON.stringify(body) })).status;
  expect(await put("notifications", { choice: "mine" })).toBe(204);
  expect(await put("saved-views?connection=default", views)).toBe(204);
  // What is refused is not sent back.
  expect(await put("notifications", { choice: secrets.wrongPassword })).toBe(400);
  expect(await put("saved-views?connection=default", { ...views, default: secrets.wrongPassword })).toBe(400);
  expect((await browser.ask("/api/settings")).said).toContain("Finance");
}

/** What goes wrong, with Citrix and its trust service sending back whatever they were sent. */
async function badDay(browser: Browser, { control }: Simulator): Promise<void> {
  const echo = JSON.stringify({
    message: `denied: ${secrets.clientSecret} {token}`,
    error_description: new URLSearchParams({ client_secret: secrets.clientSecret }).toString(),
  });
  for (const status of [400, 401, 403, 500]) {
    // The known token is refused, and the new one cannot be had.
    await control.setFault({ operation: "getImage", kind: "status", status: 401 });
    await control.setFault({ operation: "token", kind: "status", status, body: echo });
    await browser.ask(`/api/connections/default/images/image-${status}`);
    await control.clearFaults();
  }
  await control.setFault({ operation: "getCatalog", kind: "unreadable", body: echo });
  await browser.ask("/api/connections/default/catalogs/some-catalog");
  await control.clearFaults();

  await browser.ask("/api/session", { method: "POST", body: `{"username":"ada","password":"${secrets.wrongPassword}` });
  await browser.ask("/api/session", { method: "POST", body: JSON.stringify({ pass: secrets.wrongPassword }) });
  await browser.ask("/api/session", {
    ...credentials(secrets.wrongPassword),
    headers: { "content-type": "text/plain" },
  });
  await browser.ask("/api/session", {
    ...credentials(secrets.newPassword),
    headers: { "sec-fetch-site": "cross-site" },
  });
  await browser.ask("/api/session", { method: "DELETE", headers: { "x-csrf-token": "another" } });
  await browser.ask("/api/auth/oidc/start", { headers: { "sec-fetch-mode": "navigate" } });
  await browser.ask("/api/nothing");
  await browser.ask("/api/%zz");
}

test("no secret, token, password, cookie or CSRF token stands where it does not belong", async () => {
  const { bff, simulator, dataDir, browser } = await startMarked();
  await goodDay(browser, simulator);
  await badDay(browser, simulator);
  await papers(browser);
  for (const path of [
    "/",
    "/sign-in",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/openapi.json",
    "/api/audit?limit=200",
  ]) {
    await browser.ask(path);
  }
  const withToken = { headers: { authorization: `Bearer ${secrets.metricsToken}` } };
  expect((await browser.ask("/metrics", withToken)).said).toContain("http_client_request_duration_seconds_count");
  const whileRunning = await filesOf(dataDir);
  expect([...whileRunning.keys()].some((file) => file.endsWith("-wal"))).toBe(true);
  expect((await browser.ask("/api/session", { method: "DELETE" })).status).toBe(204);
  process.kill(bff.pid ?? 0, "SIGTERM");
  await eventually(() => expect(bff.isAlive).toBe(false));

  const afterwards = [...(await filesOf(dataDir))].map(([file, text]) => [`${file}, at the end`, text] as const);
  const written: Seen = new Map([...whileRunning, ...afterwards, ["the log", bff.output]]);
  const bundle = existsSync(builtWebApp) ? await filesOf(builtWebApp) : new Map<string, string>();
  const everything: Seen = new Map([...browser.seen, ...written, ...bundle]);

  expect(bff.output).toContain('"log.level":"debug"');
  expect(browser.seen.size).toBeGreaterThan(30);
  expect(leaks(everything, secrets)).toEqual([]);
  const own = Object.fromEntries([...browser.own].map((value, number) => [`cookie or CSRF token ${number}`, value]));
  expect(Object.keys(own).length).toBeGreaterThanOrEqual(6);
  expect(leaks(everything, own)).toEqual([]);
  // The canaries sing: what is looked for is found where it does stand.
  const [file] = written.keys();
  expect(leaks(new Map([[file ?? "", `… ${secrets.clientSecret} …`]]), secrets)).toEqual([`clientSecret: ${file}`]);
});
