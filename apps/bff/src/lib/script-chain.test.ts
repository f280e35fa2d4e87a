import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtProgram, compileCache } from "../testing/built-programs.ts";
import { eventually } from "../testing/eventually.ts";

const onLinux = test.runIf(process.platform === "linux");

/**
 * As `npx pnpm start`: npx itself, the script of npx, the script of pnpm, the server. The first is killed, when the server is
 * ready or before it is started.
 */
async function killedAbove(variables: { npx?: string; pnpm?: string }, when: "ready" | "building" = "ready") {
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-chain-"));
  const built = join(dataDir, "built");
  const build = when === "building" ? 'echo building; until [ -e "$BUILT" ]; do sleep 0.05; done;' : "";
  const pnpm = `${variables.pnpm ?? ""} sh -c '${build} "$SERVER_NODE" "$SERVER_FILE"; exit $?'; exit $?`;
  const env = {
    PATH: process.env.PATH,
    ...compileCache,
    PORT: "0",
    DATA_DIR: join(dataDir, "data"),
    BUILT: built,
    SERVER_NODE: process.execPath,
    SERVER_FILE: builtProgram("main"),
  };
  const ofScript = { ...env, ...(variables.npx === undefined ? {} : { npm_lifecycle_event: variables.npx }) };
  // A group of its own, so that nothing of it outlives the test.
  const options = JSON.stringify({ stdio: "inherit", env: ofScript });
  const likeNpx = `require("node:child_process").spawn("sh", ["-c", process.argv[1]], ${options})`;
  const called = spawn(process.execPath, ["-e", likeNpx, pnpm], { env, detached: true });
  onTestFinished(async () => {
    spawnSync("kill", ["-KILL", "--", `-${called.pid}`]);
    await rm(dataDir, { recursive: true, force: true });
  });
  let printed = "";
  called.stdout.on("data", (chunk) => (printed += chunk));
  // The server holds the pipes: they close when it has ended, too.
  const ended = once(called, "close").then(() => "ended");
  if (when === "building") {
    await eventually(() => expect(printed).toContain("building"));
    called.kill("SIGKILL");
    await writeFile(built, "");
    return { ended, address: "" };
  }
  const address = await eventually(() => {
    const found = /ready: (\S+)/.exec(printed)?.[1];
    if (found === undefined) throw new Error(`not ready: ${printed}`);
    return found;
  });
  // It does not take itself for left alone.
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  called.kill("SIGKILL");
  return { ended, address };
}

const belowScripts = { npx: "npx", pnpm: "npm_lifecycle_event=start" };
const belowNpx = () => killedAbove(belowScripts);

onLinux("a server below npx ends with it, though npx keeps SIGTERM for itself", async () => {
  const { ended } = await belowNpx();
  expect(await ended).toBe("ended");
});

onLinux("a server whose npx was ended while it was still being built ends too", async () => {
  const { ended } = await killedAbove(belowScripts, "building");
  expect(await ended).toBe("ended");
});

onLinux("a server that no package manager's script has started outlives whoever started it", async () => {
  const { address } = await killedAbove({});
  // One below npx, left alone after it, has noticed that by the time that it has ended.
  await (await belowNpx()).ended;
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});
