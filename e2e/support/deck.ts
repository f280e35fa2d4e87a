import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionSettings, type Simulator, type SimulatorOptions, startSimulator } from "@catalog-deck/simulator";

export const bffFolder = join(import.meta.dirname, "../../apps/bff");
const readyWithinMs = 60_000;
const databaseName = "catalog-deck.sqlite";
/** What one server has compiled, the next of this machine need not compile again. */
const compileCache = join(import.meta.dirname, "../node_modules/.cache/compiled");

/** An account that may do everything. */
export const admin = { username: "ada", password: "correct horse battery" };

/** An account that may only look. */
export const helpdesk = { username: "hedy", password: "battery horse correct" };

export interface Bff {
  url: string;
  pid: number;
  dataDir: string;
  /** From the start of the process until it said that it is ready. */
  readyAfterMs: number;
  output(): string;
  stop(): Promise<void>;
}

/** A BFF process on the production build, its data in a folder of its own: none yet, or the given database. */
export async function startBff(env: Record<string, string>, database?: Buffer): Promise<Bff> {
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(tmpdir(), "catalog-deck-e2e-")));
  if (database !== undefined) await writeFile(join(dataDir, databaseName), database);
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, ["--max-semi-space-size=2", "dist/main.js"], {
    cwd: bffFolder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "warn",
      DATA_DIR: dataDir,
      NODE_COMPILE_CACHE: compileCache,
      ...env,
    },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const url = await addressOf(child, () => printed);
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    readyAfterMs: performance.now() - startedAtMs,
    output: () => printed,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        // After SIGTERM it would wait for load balancers first.
        child.kill("SIGINT");
        await exited;
      }
      if (env.DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits for the line by which a process names its address; rejects with what was printed when the process ends or stays silent. */
export function addressOf(child: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      child.off("exit", onExit);
      child.stdout?.off("data", onData);
    };
    const giveUp = (why: string) => {
      settle();
      child.kill("SIGKILL");
      reject(new Error(`The process ${why}. It printed:\n${printed()}`));
    };
    const onExit = (code: number | null) => giveUp(`ended with code ${code}`);
    const onData = () => {
      const address = /ready: (http:\/\/\S+)/.exec(printed())?.[1];
      if (address === undefined) return;
      settle();
      resolve(address);
    };
    const timer = setTimeout(() => giveUp("was not ready in time"), readyWithinMs);
    child.once("exit", onExit);
    child.stdout?.on("data", onData);
  });
}

/** Run by the BFF's own code. */
const makeAccounts = `
  import { AuditLog } from "./src/audit/audit-log.ts";
  import { systemClock as clock } from "./src/lib/clock.ts";
  import { addAccount, ensureAccounts } from "./src/identity/accounts/accounts.ts";
  import { openStore } from "./src/store/database.ts";
  const { file, admin, helpdesk } = JSON.parse(process.env.WANTED);
  const store = await openStore({ kind: "sqlite", file });
  await ensureAccounts(store, { config: { demo: false, initialAdmin: admin }, clock, audit: new AuditLog(store, clock) });
  await addAccount(store, { ...helpdesk, displayName: "Hedy Helpdesk", role: "helpdesk" }, clock);
  await store.destroy();`;

/** A database as after the first start, with both accounts. */
async function makeDatabase(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-e2e-accounts-"));
  try {
    const file = join(folder, databaseName);
    const child = spawn(process.execPath, ["--input-type=module", "--eval", makeAccounts], {
      cwd: bffFolder,
      stdio: ["ignore", "ignore", "inherit"],
      env: { WANTED: JSON.stringify({ file, admin, helpdesk }) },
    });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error("The database with the accounts could not be made.");
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Made once per worker: every deck begins with a copy. */
let withAccounts: Promise<Buffer> | undefined;

/** A simulated Citrix Cloud and a BFF that is connected to it as it would be to the real one. */
export interface Deck {
  url: string;
  simulator: Simulator;
  bff: Bff;
  stop(): Promise<void>;
}

/** Starts both; the simulator's time moves only when a journey advances it. */
export async function startDeck(options: SimulatorOptions = {}): Promise<Deck> {
  const simulator = await startSimulator({ clock: "stepped", ...options });
  try {
    withAccounts ??= makeDatabase();
    const bff = await startBff(connectionSettings(simulator), await withAccounts);
    return {
      url: bff.url,
      simulator,
      bff,
      stop: async () => {
        await bff.stop();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
