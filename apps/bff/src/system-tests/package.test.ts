import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startSimulator } from "@catalog-deck/simulator";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

/** As in the image: nobody else's, and without a name. */
const user = 65_532;
const repository = join(import.meta.dirname, "../../../..");
/** As that user, with no right to more, and with nothing that can be written but `DATA_DIR`. */
const confined = [
  "unshare",
  "--mount",
  "sh",
  "-c",
  `mount --bind "$DATA_DIR" "$DATA_DIR" && mount -o remount,bind,ro / && exec setpriv --reuid=${user} --regid=${user} --clear-groups --no-new-privs --bounding-set=-all "$@"`,
  "-",
];
const isBuilt = ["apps/bff/dist/main.js", "apps/web/dist/index.html"].every((file) =>
  existsSync(join(repository, file)),
);
const canConfine =
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--mount", "setpriv", "--version"], { stdio: "ignore" }).status === 0;
if (!isBuilt) console.log("package: not tested, for nothing has been built");
else if (!canConfine)
  console.log("package: not tested, for only root may start it as another user on a read-only system");

describe.runIf(isBuilt && canConfine)("the packaged folder, run by a user without rights on a read-only system", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalog-deck-package-"));
  const program = (name: string) => join(folder, "apps/bff/dist", `${name}.js`);
  const node = join(folder, "bin/node");
  beforeAll(() => {
    execFileSync(process.execPath, [join(repository, "packages/config/src/make-package.ts"), folder]);
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("names nothing of the machine that has built it", () => {
    expect(readdirSync(join(folder, "apps/bff")).sort()).toEqual(["deploy", "dist", "node_modules", "package.json"]);
    expect(spawnSync("grep", ["-rlF", repository, folder], { encoding: "utf8" }).stdout).toBe("");
  });

  test("serves, is healthy, is backed up, and ends cleanly when it is told to", async () => {
    const simulator = await startSimulator({ fleet: { catalogs: 4, images: 4 } });
    const dataDir = mkdtempSync(join(tmpdir(), "catalog-deck-package-data-"));
    chownSync(dataDir, user, user);
    const port = await freePort();
    const token = "a-token-for-the-metrics";
    const env = { DATA_DIR: dataDir, ...serverSettings(simulator), METRICS_TOKEN: token };
    const server = new BffProcess(port, env, { program: program("main"), through: confined, node });
    onTestFinished(async () => {
      await server.kill();
      await simulator.close();
      rmSync(dataDir, { recursive: true, force: true });
    });
    /** Runs a command in the same surroundings. */
    const run = async (name: string, ...args: string[]) => {
      const [command = "", ...rest] = [...confined, node, program(name), ...args];
      const child = spawn(command, rest, {
        cwd: "/",
        stdio: "inherit",
        env: { PATH: process.env.PATH, ...env, PORT: String(port) },
      });
      return (await once(child, "close"))[0];
    };

    expect(await run("healthcheck")).toBe(1);
    await server.start();
    expect(await run("healthcheck")).toBe(0);
    expect(statSync(`/proc/${server.pid}`).uid).toBe(user);
    const admin = await Caller.signIn(server.url, firstAdmin);
    expect((await admin.get(`${server.url}/api/connections/default/catalogs`)).status).toBe(200);
    const page = await fetch(server.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<!doctype html>")]);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const commit = spawnSync("git", ["rev-parse", "HEAD"], { cwd: repository, encoding: "utf8" }).stdout?.trim() ?? "";
    // Absent where there is no history.
    expect(await metrics.text()).toMatch(commit === "" ? /build_info\{version="[^"]+",node/ : `,commit="${commit}`);
    expect(await run("backup", join(dataDir, "copy.sqlite"))).toBe(0);
    expect(await run("verify-audit")).toBe(0);
    expect(await run("restore", join(dataDir, "copy.sqlite"))).toBe(1);
    expect((await server.end()).exitCode).toBe(0);
    expect(await run("restore", join(dataDir, "copy.sqlite"))).toBe(0);
    await server.start();
    expect((await admin.get(`${server.url}/api/session`)).status).toBe(401);
  });
});
