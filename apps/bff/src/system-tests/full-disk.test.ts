import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { eventually } from "../testing/eventually.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const mayMount = ["--user", "--map-root-user", "--mount"];
/** A file system of 4 MB at `DATA_DIR`, seen by the server alone and gone with it. */
const onSmallDisk = [
  "unshare",
  ...mayMount,
  "sh",
  "-c",
  'mount -t tmpfs -o size=4m disk "$DATA_DIR" && exec "$@"',
  "-",
];
const canMount =
  spawnSync("unshare", [...mayMount, "mount", "-t", "tmpfs", "disk", "/mnt"], { stdio: "ignore" }).status === 0;
if (!canMount)
  console.log("full disk: not tested, for this user may not mount a small file system here (unshare, mount)");

/** Writes until the disk takes nothing more. Gives what makes room again. */
function fill(folder: string): () => void {
  const file = join(folder, "other-people's-data");
  const descriptor = openSync(file, "w");
  try {
    for (const block of [65_536, 1_024, 1]) {
      try {
        for (;;) if (writeSync(descriptor, Buffer.alloc(block)) === 0) break;
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return () => rmSync(file);
}

test.runIf(canMount)("on a full disk every change is 503 and readiness fails, until there is room again", async () => {
  const simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 } });
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-disk-"));
  const env = { DATA_DIR: dataDir, LOG_LEVEL: "warn", ...serverSettings(simulator) };
  const server = new BffProcess(await freePort(), env, { through: onSmallDisk });
  onTestFinished(async () => {
    await server.kill();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  await server.start();
  const admin = await Caller.signIn(server.url, firstAdmin);
  const [target] = await updateTargets(simulator, 1);
  const connection = `${server.url}/api/connections/default`;
  expect((await admin.get(`${server.url}/readyz`)).status).toBe(200);
  const makeRoom = fill(`/proc/${server.pid}/root${dataDir}`);
  // The room that the write-ahead log still has is used up by writes that succeed.
  const refused = await eventually(async () => {
    const error = await Caller.signIn(server.url, firstAdmin).then(() => undefined, String);
    expect(error).toBeDefined();
    return error;
  });
  expect(refused).toMatch(/answered 503: .*storage-unavailable/);

  const json = (method: string, path: string, body: unknown) => admin.send(method, `${server.url}/api/${path}`, body);
  const newPassword = "kangaroo ladder tuesday";
  const { id } = ((await admin.get(`${server.url}/api/accounts`)).body.items as { id: string }[])[0] ?? { id: "" };
  const changes = {
    account: () => json("POST", "accounts", { username: "ada", role: "helpdesk", password: newPassword }),
    rename: () => json("PATCH", `accounts/${id}`, { displayName: "Ada" }),
    "others' password": () => json("POST", `accounts/${id}/password`, { password: newPassword }),
    password: () => json("PUT", "session/password", { currentPassword: firstAdmin.password, newPassword }),
    notifications: () => json("PUT", "settings/notifications", { choice: "mine" }),
    "sign-out": () => json("DELETE", "session", undefined),
    update: () => admin.startUpdate(server.url, target?.catalogId ?? "", target?.body, "on-a-full-disk"),
  };
  for (const [name, change] of Object.entries(changes)) {
    const answer = await change();
    expect([name, answer.status, answer.body.code]).toEqual([name, 503, "storage-unavailable"]);
  }
  expect(await simulator.control.log({ operation: "startImageUpdate" })).toEqual([]);
  expect((await admin.get(`${connection}/catalogs`)).status).toBe(200);
  await eventually(async () =>
    expect(await admin.get(`${server.url}/readyz`)).toMatchObject({
      status: 503,
      body: { code: "storage-unavailable", detail: expect.stringContaining("is full") },
    }),
  );
  expect((await admin.get(`${server.url}/healthz`)).status).toBe(200);

  makeRoom();
  await eventually(async () => expect((await admin.get(`${server.url}/readyz`)).status).toBe(200));
  expect((await changes.update()).status).toBe(202);
  expect(server.output).not.toMatch(/"log.level":"fatal"/);
});
