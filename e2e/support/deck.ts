import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "@catalog-deck/simulator";

export const bffFolder = join(import.meta.dirname, "../../apps/bff");
const readyWithinMs = 20_000;

/** The account that INITIAL_ADMIN_USERNAME and INITIAL_ADMIN_PASSWORD make. */
export const admin = { username: "ada", password: "correct horse battery" };

/** An account that may only look. */
export const helpdesk = { username: "hedy", password: "battery horse correct" };

/** A running BFF process. */
export interface Bff {
  url: string;
  pid: number;
  dataDir: string;
  /** From the start of the process until it said that it is ready. */
  readyAfterMs: number;
  /** Everything that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** A BFF process on the production build, its data in a folder of its own. */
export async function startBff(env: Record<string, string>): Promise<Bff> {
  const startedAtMs = performance.now();
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(tmpdir(), "catalog-deck-e2e-")));
  const child = spawn(process.execPath, ["--max-semi-space-size=1", "--optimize-for-size", "dist/main.js"], {
    cwd: bffFolder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn", DATA_DIR: dataDir, ...env },
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
        child.kill("SIGTERM");
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

/** Run by the BFF's own code: every journey begins with it, and this is the quickest way. */
const addHelpdesk = `
  import { systemClock } from "./src/clock.ts";
  import { addAccount } from "./src/identity/accounts.ts";
  import { openStore } from "./src/store/database.ts";
  const store = await openStore({ kind: "sqlite", file: process.env.DATABASE_FILE });
  const account = { ...JSON.parse(process.env.ACCOUNT), displayName: "Hedy Helpdesk", role: "helpdesk" };
  await addAccount(store, account, systemClock);
  await store.destroy();`;

/** Makes the helpdesk account in the database of a running BFF. */
async function addHelpdeskAccount({ dataDir }: Bff): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", addHelpdesk], {
    cwd: bffFolder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { DATABASE_FILE: join(dataDir, "catalog-deck.sqlite"), ACCOUNT: JSON.stringify(helpdesk) },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The helpdesk account could not be made.");
}

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
    const bff = await startBff({
      CITRIX_API_BASE_URL: simulator.baseUrl,
      CITRIX_CUSTOMER_ID: simulator.customerId,
      CITRIX_CLIENT_ID: simulator.clientId,
      CITRIX_CLIENT_SECRET: simulator.clientSecret,
      INITIAL_ADMIN_USERNAME: admin.username,
      INITIAL_ADMIN_PASSWORD: admin.password,
    });
    await addHelpdeskAccount(bff);
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
