import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionSettings, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { builtProgram, compileCache } from "../testing/built-programs.ts";
import { eventually } from "../testing/eventually.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const mainFile = builtProgram("main");

interface Started {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  ended: Promise<number | null>;
}

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-main-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [mainFile], {
    env: { ...compileCache, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, stdout: () => out, stderr: () => err, ended };
}

async function addressOf({ stdout, stderr }: Started): Promise<string> {
  return eventually(() => {
    const address = /ready: (http\S+)/.exec(stdout())?.[1];
    if (address === undefined) throw new Error(`not ready: ${stdout()}${stderr()}`);
    return address;
  });
}

const citrix = {
  CITRIX_API_BASE_URL: "https://api.cloud.com",
  CITRIX_CUSTOMER_ID: "acme",
  CITRIX_CLIENT_ID: "client",
  CITRIX_CLIENT_SECRET: "very-secret",
};

test.each([
  { variable: "PORT", env: { PORT: "x" } },
  { variable: "CITRIX_CLIENT_SECRET", env: { ...citrix, CITRIX_CLIENT_SECRET: "" } },
  {
    variable: "DATABASE_URL",
    env: { ...citrix, DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/x", SESSION_SECRET: "s".repeat(40) },
  },
])("a wrong setting ends the start with exit code 1 and one line naming $variable", async ({ variable, env }) => {
  const started = start({ DATA_DIR: await dataFolder(), ...env });
  expect(await started.ended).toBe(1);
  expect(started.stderr()).toMatch(new RegExp(`^${variable} [^\\n]+\\n$`));
  expect(started.stderr()).not.toMatch(/very-secret|hunter2/);
  expect(started.stdout()).toBe("");
});

test("a start that fails for want of a connection to the database says why, and what sslmode does", async () => {
  const env = { ...citrix, DATA_DIR: await dataFolder(), SESSION_SECRET: "s".repeat(40) };
  const started = start({ ...env, DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/x?sslmode=require" });
  expect(await started.ended).toBe(1);
  expect(started.stdout()).toMatch(/^DATABASE_URL holds sslmode=require: [^\n]+, as with verify-full\.\n$/);
  expect(started.stderr()).toMatch(
    /^DATABASE_URL [^\n]+: 127\.0\.0\.1:1 refused the connection \(ECONNREFUSED\); [^\n]+\n$/,
  );
  expect(started.stderr()).not.toContain("hunter2");
});

test("the first start prints a link that makes the first account; the next start prints none", async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const env = {
    DATA_DIR: await dataFolder(),
    ...connectionSettings(simulator),
  };
  const first = start(env);
  const address = await addressOf(first);
  const token = await eventually(() => {
    const link = new RegExp(`${address}/set-up#([\\w-]{43})\\n`).exec(first.stdout());
    if (link === null) throw new Error("no link yet");
    return link[1];
  });
  const made = await fetch(`${address}/api/set-up`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, username: "ada", password: "kangaroo ladder tuesday" }),
  });
  expect(made.status).toBe(200);
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  const second = start(env);
  await addressOf(second);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(second.stdout()).not.toContain("set-up");
});

test.each(["PORT", "METRICS_PORT"])(
  "a port in use is named by %s, and the data of the server that uses it stays",
  async (name) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const folder = await dataFolder();
    const started = start({ DATA_DIR: folder, [name]: port });
    expect(await started.ended).toBe(1);
    expect(started.stderr()).toMatch(new RegExp(`^${name} holds ${port}, which another program uses[^\\n]+\\n$`));
    expect(await readdir(folder)).toEqual(["session-secret"]);
  },
);

test.skipIf(process.platform === "win32")(
  "every file of the data folder is its owner's alone, those that others could read before too",
  async () => {
    const folder = join(await dataFolder(), "data");
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const env = {
      DATA_DIR: folder,
      SESSION_SECRET: "the same forty bytes for every instance",
      ...serverSettings(simulator),
    };
    const modes = async () => {
      const files = await readdir(folder);
      const mode = async (file: string) => [file, ((await stat(join(folder, file))).mode & 0o777).toString(8)];
      return Object.fromEntries(await Promise.all([".", ...files].map(mode)));
    };
    const tight = {
      ".": "700",
      "catalog-deck.sqlite": "600",
      "catalog-deck.sqlite-wal": "600",
      "catalog-deck.sqlite-shm": "600",
      "server.lock": "600",
      "server.lock-journal": "600",
    };
    const first = start(env);
    await addressOf(first);
    expect(await modes()).toEqual(tight);
    first.child.kill("SIGKILL");
    await first.ended;
    for (const file of await readdir(folder)) await chmod(join(folder, file), 0o644);
    await writeFile(join(folder, "session-secret"), "s".repeat(40), { mode: 0o644 });
    await addressOf(start({ ...env, SESSION_SECRET: "" }));
    expect(await modes()).toEqual({ ...tight, "session-secret": "600" });
  },
);

test("the demo prints its address and accounts, and ends with 0 on SIGTERM", async () => {
  const started = start({ DATA_DIR: await dataFolder() });
  const address = await addressOf(started);
  const { demo } = (await (await fetch(`${address}/api/sign-in-methods`)).json()) as {
    demo: { accounts: { username: string; password: string }[] };
  };
  for (const { username, password } of demo.accounts) expect(started.stdout()).toContain(`${username} / ${password}`);
  started.child.kill("SIGTERM");
  expect(await started.ended).toBe(0);
  expect(started.stderr()).toBe("");
});

test("started by a package script, it ends with the shell that it runs in", async () => {
  const env = { PORT: "0", DATA_DIR: await dataFolder(), npm_lifecycle_event: "start" };
  const shell = spawn("sh", ["-c", '"$0" "$1"; exit $?', process.execPath, mainFile], { env });
  let printed = "";
  shell.stdout.on("data", (chunk) => (printed += chunk));
  // The server holds the pipes of the shell: they close when it has ended, too.
  const ended = once(shell, "close");
  await eventually(() => expect(printed).toContain("ready"));
  shell.kill("SIGTERM");
  await ended;
});

/** A server on a simulator of its own, with the cookie and the CSRF token of its administrator. */
async function startSignedIn() {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const folder = await dataFolder();
  const env = {
    DATA_DIR: folder,
    ...serverSettings(simulator),
  };
  const started = start(env);
  const address = await addressOf(started);
  const signedIn = await fetch(`${address}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(firstAdmin),
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const { csrfToken } = (await signedIn.json()) as { csrfToken: string };
  await simulator.control.clearLog();
  return { simulator, folder, env, started, connection: `${address}/api/connections/default`, cookie, csrfToken };
}

test("on SIGTERM a request in flight is answered before the end", async () => {
  const { simulator, folder, started, connection, cookie } = await startSignedIn();
  await simulator.control.setFault({ operation: "getCatalog", kind: "delay", delayMs: 1_500 });
  const [catalog] = await simulator.control.catalogs();
  const inFlight = fetch(`${connection}/catalogs/${catalog?.id}`, { headers: { cookie } });
  const reads = () => simulator.control.log({ operation: "getCatalog" });
  await eventually(async () => expect(await reads()).not.toEqual([]));
  started.child.kill("SIGTERM");
  const answer = await inFlight;
  expect(answer.status).toBe(200);
  expect(await answer.json()).toHaveProperty("id", catalog?.id);
  expect(await started.ended).toBe(0);
  expect(existsSync(join(folder, "catalog-deck.sqlite"))).toBe(true);
  expect(started.stdout() + started.stderr()).not.toMatch(/correct horse|deck_session|simulator-secret/);
});

test("on SIGTERM an update that is being sent is waited for, recorded, and not sent again", async () => {
  const { simulator, env, started, connection, cookie, csrfToken } = await startSignedIn();
  const sent = () => simulator.control.log({ operation: "startImageUpdate" });
  const catalogs = await simulator.control.catalogs();
  const catalog = catalogs.find(({ name }) => name === "Accounting");
  const newImage = catalogs.find(({ name }) => name === "Marketing")?.imageId;
  await simulator.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 1_500 });
  const inFlight = fetch(`${connection}/catalogs/${catalog?.id}/image-updates`, {
    method: "POST",
    headers: { cookie, "x-csrf-token": csrfToken, "idempotency-key": "at-the-end", "content-type": "application/json" },
    body: JSON.stringify({ imageId: newImage, expectedImageId: catalog?.imageId, vdaUpdateDelay: 60 }),
  });
  await eventually(async () => expect(await sent()).toHaveLength(1));
  started.child.kill("SIGTERM");
  const answer = await inFlight;
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  expect(await started.ended).toBe(0);

  const again = await addressOf(start(env));
  const kept = await fetch(`${again}/api/connections/default/image-updates/${id}`, { headers: { cookie } });
  expect(await kept.json()).toMatchObject({ id, state: "running" });
  expect(await sent()).toHaveLength(1);
});
