import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ImageUpdate } from "@catalog-deck/contract";
import type { LogEntry, SimulatorControl } from "@catalog-deck/simulator";
import { freePort } from "@catalog-deck/simulator";
import { addAccount } from "../../src/identity/accounts/accounts.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { openStore } from "../../src/store/database.ts";
import { acknowledgedWarnings } from "../../src/testing/acknowledged-warnings.ts";
import { BffProcess } from "../crash/bff-process.ts";
import type { Ending } from "../crash/judge.ts";
import { SeededRandom } from "../crash/random.ts";
import { judgeSoak, type Misdeed } from "./judge.ts";
import { Ledger } from "./ledger.ts";
import { Tally } from "./measurements.ts";
import { MemoryReader, type ServerMemory } from "./memory-reader.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { SoakBrowser, type Target } from "./soak-browser.ts";
import { makeWeather } from "./weather.ts";

const admin = { username: "ada", password: "correct horse battery" };
const updateDurationMs = 20_000;
/** One person has few sessions at a time: browsers share accounts, but not many one. */
const browsersPerAccount = 4;
const admins = 6;
const targetsCount = 80;
const sampleEveryMs = 3_000;
/** After the faults: what reading can tell is known by then. The server leaves Citrix alone for a minute at most. */
const settleWithinMs = 100_000;

export interface SoakOptions {
  minutes: number;
  browsers: number;
  catalogs: number;
  seed: number;
  onProgress: (line: string) => void;
}

export interface SoakReport {
  ledger: Ledger;
  weather: Tally;
  /** Every call that reached the simulator. */
  calls: { at: number; operation: string }[];
  posts: LogEntry[];
  records: ImageUpdate[];
  misdeeds: Misdeed[];
  /** Read again and again while all browsers were at work. */
  memory: ServerMemory[];
  /** What the server logged as error or fatal, by its words. */
  logged: Tally;
  isAlive: boolean;
}

/** Runs browsers, faults and updates against a real server process. Throws when the soak itself cannot be carried out. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const citrix = await startSimulatorProcess(options.catalogs, updateDurationMs);
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-soak-"));
  const env = {
    ...citrix.env,
    TRUSTED_PROXIES: "127.0.0.1/32",
    DATA_DIR: dataDir,
    INITIAL_ADMIN_USERNAME: admin.username,
    INITIAL_ADMIN_PASSWORD: admin.password,
  };
  const memoryReader = new MemoryReader();
  const bff = new BffProcess(await freePort(), env, { inside: memoryReader });
  try {
    await bff.start();
    const accounts = await addAccounts(dataDir, Math.ceil(options.browsers / browsersPerAccount));
    return await new Soak(options, { bff, control: citrix.control, accounts, memoryReader }).run();
  } finally {
    await bff.kill();
    await citrix.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Account = { username: string; password: string };

/** The first accounts are administrators', the others the helpdesk's. */
async function addAccounts(dataDir: string, count: number): Promise<Account[]> {
  const store = await openStore({ kind: "sqlite", file: join(dataDir, "catalog-deck.sqlite") });
  const accounts = Array.from({ length: count }, (_, index) => ({ ...admin, username: `person-${index + 1}` }));
  for (const [index, { username, password }] of accounts.entries()) {
    const role = index * browsersPerAccount < admins ? "admin" : "helpdesk";
    await addAccount(store, { username, displayName: username, password, role }, systemClock);
  }
  await store.destroy();
  return accounts;
}

class Soak {
  readonly #options: SoakOptions;
  readonly #bff: BffProcess;
  readonly #control: SimulatorControl;
  readonly #accounts: readonly Account[];
  readonly #memoryReader: MemoryReader;
  readonly #ledger = new Ledger();
  readonly #weather = new Tally();
  readonly #calls: SoakReport["calls"] = [];
  readonly #posts: LogEntry[] = [];
  readonly #memory: ServerMemory[] = [];
  #untilMs = 0;

  constructor(
    options: SoakOptions,
    parts: { bff: BffProcess; control: SimulatorControl; accounts: readonly Account[]; memoryReader: MemoryReader },
  ) {
    this.#options = options;
    this.#bff = parts.bff;
    this.#control = parts.control;
    this.#accounts = parts.accounts;
    this.#memoryReader = parts.memoryReader;
  }

  async run(): Promise<SoakReport> {
    const { minutes, browsers: count, seed } = this.#options;
    const targets = await this.#prepareTargets(new SeededRandom(seed));
    const browsers = Array.from({ length: count }, (_, index) => this.#browser(index, targets));
    this.#untilMs = Date.now() + minutes * 60_000;
    const rampMs = Math.min(30_000, minutes * 12_000);
    await Promise.all([
      ...browsers.map((browser, index) => this.#live(browser, index, (rampMs * index) / count)),
      makeWeather(this.#control, new SeededRandom(seed + 1), this.#untilMs, this.#weather),
      this.#sampleMemoryFrom(Date.now() + rampMs),
      this.#every(5_000, () => this.#takeLog()),
      this.#every(60_000, async () => this.#tellProgress()),
    ]);
    await this.#control.clearFaults();
    const records = await this.#settled(browsers[0] ?? this.#browser(0, targets));
    for (const browser of browsers) browser.close();
    const catalogs = await this.#control.catalogs();
    const states = new Map(catalogs.map(({ id, state }) => [id, state]));
    return {
      ledger: this.#ledger,
      weather: this.#weather,
      calls: this.#calls,
      posts: this.#posts,
      records,
      misdeeds: judgeSoak({ asked: this.#ledger.asked, posts: this.#posts, records, states, readAt: Date.now() }),
      memory: this.#memory,
      logged: loggedErrors(this.#bff.output),
      isAlive: this.#bff.isAlive,
    };
  }

  /** Every updatable catalog of a share gets a name by which the simulator knows how its updates end. */
  async #prepareTargets(random: SeededRandom): Promise<Target[]> {
    const targets: Target[] = [];
    for (const { id, name, state, imageId } of await this.#control.catalogs()) {
      if (state !== "Active" || !imageId || targets.length === targetsCount) continue;
      const ending = random.pick<Ending>(["newImage", "newImage", "newImage", "rolledBack", "failed"]);
      const words = { newImage: "", rolledBack: " rolls back", failed: " fails" }[ending];
      if (words !== "") await this.#control.patchCatalog(id, { name: `${name}${words}` });
      targets.push({ id, ending });
    }
    return targets;
  }

  #browser(index: number, targets: readonly Target[]): SoakBrowser {
    const account = this.#accounts[Math.floor(index / browsersPerAccount)] ?? admin;
    const { catalogs, seed } = this.#options;
    const random = new SeededRandom(seed + 1_000 + index);
    return new SoakBrowser({
      url: this.#bff.url,
      address: `10.0.${Math.floor(index / 250)}.${1 + (index % 250)}`,
      account,
      random,
      ledger: this.#ledger,
      targets,
      catalogs,
      acknowledgedWarnings,
    });
  }

  async #live(browser: SoakBrowser, index: number, afterMs: number): Promise<void> {
    const random = new SeededRandom(this.#options.seed + 5_000 + index);
    await pause(afterMs);
    await browser.signIn();
    const updates = index < admins ? this.#startUpdates(browser, random) : Promise.resolve();
    while (Date.now() < this.#untilMs) {
      const waitMs = await browser.poll();
      if (random.chance(0.15)) await browser.openSomething();
      await this.#rest(waitMs * (1 + random.next() / 5));
    }
    await updates;
  }

  async #startUpdates(browser: SoakBrowser, random: SeededRandom): Promise<void> {
    while (Date.now() < this.#untilMs) {
      await this.#rest(random.between(2_000, 18_000));
      if (Date.now() < this.#untilMs) await browser.startUpdate();
    }
  }

  async #every(ms: number, doIt: () => Promise<void>): Promise<void> {
    while (Date.now() < this.#untilMs) {
      await this.#rest(ms);
      await doIt();
    }
  }

  #rest(ms: number): Promise<void> {
    return pause(Math.max(0, Math.min(ms, this.#untilMs - Date.now())));
  }

  /** From when everyone has signed in. */
  async #sampleMemoryFrom(atMs: number): Promise<void> {
    await this.#rest(atMs - Date.now());
    await this.#every(sampleEveryMs, async () => {
      this.#memory.push(await this.#memoryReader.read());
    });
  }

  /** The simulator's log keeps 5,000 requests: it is emptied before that. */
  async #takeLog(): Promise<void> {
    for (const entry of await this.#control.takeLog()) {
      this.#calls.push({ at: Date.parse(entry.at), operation: entry.operation });
      if (entry.operation === "startImageUpdate") this.#posts.push(entry);
    }
  }

  async #tellProgress(): Promise<void> {
    const leftMs = Math.max(0, this.#untilMs - Date.now());
    const { requests, asked, faults } = this.#ledger;
    const megabytes = Math.round((this.#memory.at(-1)?.resident ?? 0) / 2 ** 20);
    this.#options.onProgress(
      `${Math.round(leftMs / 1_000)} s left: ${requests} requests, ${asked.length} updates, ${megabytes} MB, faults: ${faults}`,
    );
  }

  /** Waits until every update that Citrix has done has ended in the records too, but not for ever. */
  async #settled(browser: SoakBrowser): Promise<ImageUpdate[]> {
    const untilMs = Date.now() + settleWithinMs;
    for (;;) {
      const records = await browser.allUpdates();
      await this.#takeLog();
      const received = new Set(this.#posts.filter(({ body }) => body !== undefined).map((post) => post.transactionId));
      const open = records.filter(
        ({ finishedAt, citrixTransactionId: id }) => finishedAt === undefined && id !== undefined && received.has(id),
      );
      if (open.length === 0 || Date.now() > untilMs) return records;
      await pause(2_000);
    }
  }
}

/** The error and fatal lines by their words. What is no log line (a warning of Node's, a stack) counts as it is. */
function loggedErrors(output: string): Tally {
  const tally = new Tally();
  for (const line of output.split("\n")) {
    if (line.startsWith("{")) tally.add((JSON.parse(line) as { message: string }).message);
    else if (line !== "" && !line.startsWith("Catalog Deck is ready")) tally.add(line);
  }
  return tally;
}
