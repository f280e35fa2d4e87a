import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { lockDataFolder } from "../store/data-folder-lock.ts";
import { runCommand } from "../testing/commands.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Servers on one folder, each on a port of its own. */
async function serversOn(folder: string): Promise<() => Promise<BffProcess>> {
  const simulator = await startSimulator({ fleet: { catalogs: 4, images: 4 } });
  onTestFinished(() => simulator.close());
  const env = {
    DATA_DIR: folder,
    ...serverSettings(simulator),
  };
  return async () => {
    const server = new BffProcess(await freePort(), env);
    onTestFinished(() => server.kill());
    return server;
  };
}

test("a second server on the folder of another does not start, says so in one line, and the first goes on", async () => {
  const folder = await dataFolder();
  const newServer = await serversOn(folder);
  const [first, second] = [await newServer(), await newServer()];
  await first.start();
  const admin = await Caller.signIn(first.url, firstAdmin);
  const refused = second.start().then(
    () => "started",
    (error: Error) => error.message,
  );
  // While it waits, and while the first holds the folder, commands on it work.
  const list = await runCommand("accounts", { DATA_DIR: folder }, "list");
  expect(list).toEqual({ code: 0, said: expect.stringContaining(firstAdmin.username) });
  const verified = await runCommand("verify-audit", { DATA_DIR: folder });
  expect(verified).toEqual({ code: 0, said: expect.stringContaining("The audit log is intact") });
  // One that stands still may go on at any moment: it keeps its folder.
  first.signal("SIGSTOP");
  expect(await refused).toMatch(
    /ended with code 1\. It printed:\nAnother Catalog Deck uses the data folder [^\n]+\nDATA_DIR holds "[^\n]+", a data folder that another Catalog Deck is using; [^\n]+PostgreSQL[^\n]+\(DATABASE_URL\)\.\n$/,
  );
  expect(second.output).toContain(JSON.stringify(folder));
  first.signal("SIGCONT");
  expect((await admin.get(`${first.url}/api/session`)).status).toBe(200);
});

test("a server waits for its predecessor that is ending, and after a kill (SIGKILL) for nobody", async () => {
  const newServer = await serversOn(await dataFolder());
  const [first, second] = [await newServer(), await newServer()];
  await first.start();
  const started = second.start();
  const { exitCode } = await first.end();
  await started;
  expect(exitCode).toBe(0);
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  const said = first.output;
  await second.kill();
  await first.start();
  expect(first.output.slice(said.length)).not.toContain("waiting");
});

test("the lock of a folder is held once, and can be had again when it is given back", async () => {
  const folder = await dataFolder();
  const release = await lockDataFolder(folder, { waitMs: 0 });
  let waited = 0;
  const another = () => lockDataFolder(folder, { waitMs: 150, onWait: () => waited++ });
  expect(await another()).toBeUndefined();
  expect(waited).toBe(1);
  release?.();
  const again = await another();
  expect(again).toBeDefined();
  again?.();
});

test("a folder that is not there cannot be locked", async () => {
  await expect(lockDataFolder(join(await dataFolder(), "none"), { waitMs: 0 })).rejects.toThrow();
});
