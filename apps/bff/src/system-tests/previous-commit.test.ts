import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageUpdate, Rollout, RolloutDetail } from "@catalog-deck/contract";
import { freePort, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Browser } from "../../reliability/crash/browser.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { eventually } from "../testing/eventually.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const repository = join(import.meta.dirname, "../../../..");
const git = (...args: string[]) => spawnSync("git", args, { cwd: repository, encoding: "utf8" });

/** Why the server of the previous commit cannot be started here, or says nothing of an upgrade; undefined when it can. */
function obstacle(): string | undefined {
  if (process.platform === "win32") return "its libraries cannot be linked here";
  if (git("rev-parse", "--verify", "--quiet", "HEAD~1").status !== 0) return "there is no history here";
  // Libraries are shared, and before the first release a schema may be made anew.
  const shared = ["pnpm-lock.yaml", "apps/bff/src/store/migrations"];
  const changed = git("diff", "--name-only", "--diff-filter=MD", "HEAD~1", "--", ...shared).stdout.trim();
  return changed === "" ? undefined : `these are not what they were then: ${changed.replaceAll("\n", ", ")}`;
}

const why = obstacle();
if (why !== undefined) console.log(`upgrade from the previous commit: not tested, for ${why}`);

/** Lays out the server of the previous commit, on the installed libraries. Gives its program. */
function previousServer(): string {
  const folder = mkdtempSync(join(tmpdir(), "catalog-deck-previous-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const archive = join(folder, "sources.tar");
  const parts = ["apps/bff/package.json", "apps/bff/src", "packages"];
  execFileSync("git", ["archive", `--output=${archive}`, "HEAD~1", ...parts], { cwd: repository });
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  const workspaces = ["apps/bff", ...readdirSync(join(folder, "packages")).map((name) => `packages/${name}`)];
  for (const workspace of workspaces) {
    const libraries = join(repository, workspace, "node_modules");
    if (!existsSync(libraries)) continue;
    // Relative links: libraries are those of the repository, workspaces those of the previous commit.
    const filter = (source: string) => !source.includes(".vite");
    cpSync(libraries, join(folder, workspace, "node_modules"), { recursive: true, verbatimSymlinks: true, filter });
  }
  const compiler = join(folder, "packages/config/src/compile-messages.ts");
  execFileSync(process.execPath, [compiler], { cwd: join(folder, "packages/domain"), stdio: "pipe" });
  return join(folder, "apps/bff/src/main.ts");
}

test.skipIf(why !== undefined)("this server goes on where that of the previous commit was told to end", async () => {
  const simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 }, updateDurationMs: 60_000 });
  const dataDir = mkdtempSync(join(tmpdir(), "catalog-deck-upgraded-"));
  const env = { DATA_DIR: dataDir, ...serverSettings(simulator) };
  const port = await freePort();
  const previous = new BffProcess(port, env, { program: previousServer() });
  const present = new BffProcess(port, env);
  onTestFinished(async () => {
    await previous.kill();
    await present.kill();
    await simulator.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const [updated, ...planned] = await updateTargets(simulator, 3);
  if (updated === undefined) throw new Error("the fleet has nothing to update");
  const posts = async () => (await simulator.control.log({ operation: "startImageUpdate" })).length;

  await previous.start();
  const admin = new Browser(previous.url);
  await admin.signIn(firstAdmin.username, firstAdmin.password);
  const hedy = { username: "hedy", password: "kangaroo ladder tuesday" };
  await admin.change("POST", "/api/accounts", { ...hedy, role: "helpdesk" });
  const { status, updateId } = await admin.startUpdate(updated.catalogId, "key-of-this-test", updated.body);
  expect(status).toBe(202);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  const { id: rolloutId } = await admin.send<Rollout>(
    "POST",
    "rollouts",
    {
      name: "Tomorrow",
      targets: planned.map(({ catalogId, body: { imageId, expectedImageId } }) => ({
        ...{ catalogId, imageId, expectedImageId, wave: 1 },
      })),
      gate: { kind: "none" },
      vdaUpdateDelay: 60,
      start: { kind: "at", local: tomorrow, timeZone: "UTC" },
    },
    "key-of-the-rollout",
  );
  const update = () => admin.read<ImageUpdate>(`/api/connections/default/image-updates/${updateId}`);
  const rollout = () => admin.read<RolloutDetail>(`/api/connections/default/rollouts/${rolloutId}`);
  await eventually(async () => expect(await update()).toMatchObject({ state: "running" }));
  const { startsAt, targets } = await rollout();
  expect((await previous.end()).exitCode).toBe(0);

  await present.start();
  expect(await admin.sessionLives()).toBe(true);
  await new Browser(present.url).signIn(hedy.username, hedy.password);
  expect(await rollout()).toMatchObject({
    name: "Tomorrow",
    state: "scheduled",
    startsAt,
    targets: targets.map(({ catalogId, state }) => ({ catalogId, state })),
  });
  await simulator.control.advance(120_000);
  await eventually(async () => expect(await update()).toMatchObject({ state: "succeeded" }));
  expect(await posts()).toBe(1);
  expect(await admin.read("/api/audit/verification")).toMatchObject({ whole: true });
});
