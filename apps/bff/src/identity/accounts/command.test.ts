import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../lib/clock.ts";
import { openStore } from "../../store/database.ts";
import { cookieOf } from "../../testing/answers.ts";
import { builtProgram, compileCache } from "../../testing/built-programs.ts";
import { startDeck, testPassword } from "../../testing/deck.ts";
import { openSqlite } from "../../testing/sqlite.ts";
import { runAccountsCommand, WrongCallError } from "./command.ts";

const command = builtProgram("accounts");
const password = "kangaroo ladder tuesday";

/** Runs the command as a shell does, beside whatever else uses the database. */
async function run(dataDir: string, args: string[], input = "") {
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...compileCache, DATA_DIR: dataDir, PATH: process.env.PATH ?? "" },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, out, err };
}

/** The same without a process, which takes most of the time. Gives what is printed; throws why nothing was done. */
async function call(dataDir: string, args: string[], password = ""): Promise<string> {
  const lines: string[] = [];
  await runAccountsCommand(args, {
    openStore: () => openSqlite(join(dataDir, "catalog-deck.sqlite")),
    clock: systemClock,
    osUser: "somebody",
    askPassword: async () => password,
    print: (line) => lines.push(line),
  });
  return lines.join("\n");
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-accounts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("makes, lists and changes accounts before the server has ever run", async () => {
  const folder = await emptyFolder();
  const made = await run(folder, ["create", "ada", "--role", "admin", "--name", "Ada L."], `${password}\n`);
  expect(made).toMatchObject({ code: 0, out: "Account ada created with the role admin.\n", err: "" });
  const generated = await run(folder, ["create", "hedy", "--role", "helpdesk", "--generate"]);
  expect(generated.out).toMatch(/shown only once\): (\w{5}-){3}\w{5}\n$/);
  expect(await run(folder, ["disable", "HEDY"])).toMatchObject({ code: 0 });
  const list = await run(folder, ["list"]);
  expect(list.out).toMatch(
    /^USER NAME +NAME +ROLE +ACCESS +LAST SIGNED IN\nada +Ada L\. +admin +enabled +never\nhedy +hedy +helpdesk +disabled +never\n$/,
  );
  const store = await openStore({ kind: "sqlite", file: join(folder, "catalog-deck.sqlite") });
  const entries = await store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  await store.destroy();
  expect(entries.map(({ entry }) => JSON.parse(entry))).toMatchObject([
    {
      kind: "account-created",
      actor: { id: "command-line" },
      details: { account: { username: "ada" }, by: "command line" },
    },
    { kind: "account-created", details: { account: { username: "hedy" } } },
    { kind: "account-disabled", details: { account: { username: "hedy" } } },
  ]);
  expect(JSON.stringify(entries)).not.toContain(password);
});

test("says why it does nothing, and leaves the last admin alone", async () => {
  const folder = await emptyFolder();
  await call(folder, ["create", "ada", "--role", "admin"], password);
  const create = ["create", "eve", "--role", "admin"];
  await expect(call(folder, ["role", "ada", "helpdesk"])).rejects.toThrow(/last administrator's account/);
  await expect(call(folder, ["disable", "nobody"])).rejects.toThrow(/no account nobody/);
  await expect(call(folder, ["create", "Ada", "--role", "admin"], password)).rejects.toThrow(/is taken/);
  await expect(call(folder, create, "short")).rejects.toThrow(/at least 12 characters/);
  await expect(call(folder, create, "passwordpassword")).rejects.toThrow(/too easy to guess/);
  const withoutPassword = await run(folder, ["password", "ada"]);
  expect(withoutPassword).toEqual({ code: 1, out: "", err: "There was no password on standard input.\n" });
});

test("a wrong call is told with the usage, opens no database, and ends with 2", async () => {
  const folder = await emptyFolder();
  const wrong = [
    [],
    ["create", "ada"],
    ["role", "ada", "owner"],
    ["display", "ada", "maybe"],
    ["list", "--generate"],
    ["create", "ada", "--password", "x"],
  ];
  for (const args of wrong) await expect(call(folder, args), args.join(" ")).rejects.toThrow(WrongCallError);
  const answer = await run(folder, ["remove", "ada"]);
  expect(answer).toMatchObject({ code: 2, out: "" });
  expect(answer.err).toContain("accounts create <user name>");
  expect(await readdir(folder)).toEqual([]);
  expect(await run(folder, ["--help"])).toMatchObject({ code: 0, err: "" });
});

test("works while the server runs: a disabled person is signed out at once", async () => {
  const folder = await emptyFolder();
  const store = await openStore({ kind: "sqlite", file: join(folder, "catalog-deck.sqlite") });
  onTestFinished(() => store.destroy());
  const deck = await startDeck({ store });
  const signedIn = await deck.app.inject({
    method: "POST",
    url: "/api/session",
    payload: { username: "helpdesk", password: testPassword },
  });
  const headers = { cookie: cookieOf(signedIn) };
  expect((await deck.app.inject({ url: "/api/session", headers })).statusCode).toBe(200);
  expect(await run(folder, ["disable", "helpdesk"])).toMatchObject({ code: 0 });
  expect((await deck.app.inject({ url: "/api/session", headers })).statusCode).toBe(401);
});

test("makes the account of a screen on the wall, and turns an account into one and back", async () => {
  const folder = await emptyFolder();
  await call(folder, ["create", "lobby", "--role", "helpdesk", "--display"], password);
  expect(await call(folder, ["list"])).toContain("helpdesk, display");
  expect(await call(folder, ["display", "lobby", "off"])).toBe("Account lobby is no longer a display.");
  expect(await call(folder, ["list"])).not.toContain("helpdesk, display");
  const admin = ["create", "desk", "--role", "admin", "--display"];
  await expect(call(folder, admin, password)).rejects.toThrow("must be helpdesk");
});
