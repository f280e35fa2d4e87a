import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Rollout, RolloutDetail } from "@catalog-deck/contract";
import { connectionSettings, freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import type { DatabasePlace } from "../../src/config/database-place.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { acknowledgedWarnings } from "../../src/testing/acknowledged-warnings.ts";
import { RealPostgres } from "../../src/testing/postgres.ts";
import { BffProcess } from "./bff-process.ts";
import { Browser } from "./browser.ts";
import { SeededRandom } from "./random.ts";
import { judgeRollouts, type NotSent, postsOf, type RolloutViolation } from "./rollout-judge.ts";

const admin = { username: "ada", password: "correct horse battery" };
const waves = [1, 1, 2, 2, 3, 3];
const updateDurationMs = 600;
/** However slow the machine is. */
const endsWithinMs = 240_000;

export interface RolloutCrashOptions {
  rollouts: number;
  seed: number;
  /** 1 on SQLite, or 2 on one PostgreSQL. */
  instances: 1 | 2;
  /** No further rollout is planned after this time, in milliseconds. */
  atMostMs: number;
}

export interface RolloutCrashReport {
  rollouts: number;
  kills: number;
  posts: number;
  paused: number;
  cancelled: number;
  retried: number;
  violations: RolloutViolation[];
}

/**
 * Runs rollouts of six catalogs in three waves, one after the other, on servers that are killed again and again, while a
 * person pauses, resumes and cancels. What would take minutes is made due in the database.
 */
export class RolloutCrashRun {
  readonly #random: SeededRandom;
  readonly #simulator: Simulator;
  readonly #servers: readonly BffProcess[];
  readonly #browsers: readonly Browser[];
  readonly #store: Store;
  readonly #notSent: NotSent[] = [];
  readonly #killedAtMs = new Map<BffProcess, number>();
  readonly #report: RolloutCrashReport = {
    rollouts: 0,
    kills: 0,
    posts: 0,
    paused: 0,
    cancelled: 0,
    retried: 0,
    violations: [],
  };
  #isOver = false;

  private constructor(seed: number, parts: { simulator: Simulator; servers: readonly BffProcess[]; store: Store }) {
    this.#random = new SeededRandom(seed);
    this.#simulator = parts.simulator;
    this.#servers = parts.servers;
    this.#browsers = parts.servers.map(({ url }) => new Browser(url));
    this.#store = parts.store;
  }

  /** Runs the whole test and gives its figures. Throws when the test itself could not be carried out. */
  static async run(options: RolloutCrashOptions): Promise<RolloutCrashReport> {
    const simulator = await startSimulator({
      clock: "real",
      updateDurationMs,
      fleet: { catalogs: waves.length, images: 8 },
    });
    const folder = await mkdtemp(join(tmpdir(), "catalog-deck-crash-"));
    const postgres = options.instances === 2 ? await RealPostgres.start() : undefined;
    const database: DatabasePlace =
      postgres === undefined
        ? { kind: "sqlite", file: join(folder, "catalog-deck.sqlite") }
        : { kind: "postgres", url: postgres.url() };
    const env = {
      DATA_DIR: folder,
      ...connectionSettings(simulator),
      INITIAL_ADMIN_USERNAME: admin.username,
      INITIAL_ADMIN_PASSWORD: admin.password,
      ...(postgres === undefined ? {} : { DATABASE_URL: postgres.url(), SESSION_SECRET: "s".repeat(32) }),
    };
    const servers: BffProcess[] = [];
    for (let number = 0; number < options.instances; number += 1) servers.push(new BffProcess(await freePort(), env));
    let store: Store | undefined;
    try {
      for (const server of servers) await server.start();
      store = await openStore(database);
      const run = new RolloutCrashRun(options.seed, { simulator, servers, store });
      return await run.#run(options);
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      await store?.destroy();
      await postgres?.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #run({ rollouts, atMostMs }: RolloutCrashOptions): Promise<RolloutCrashReport> {
    const untilMs = performance.now() + atMostMs;
    for (const browser of this.#browsers) await browser.signIn(admin.username, admin.password);
    await this.#makeAlike();
    const killing = this.#killAgainAndAgain();
    try {
      for (let number = 1; number <= rollouts && performance.now() < untilMs; number += 1) await this.#one(number);
    } finally {
      this.#isOver = true;
      await killing;
    }
    return await this.#judged();
  }

  /** One image fits all catalogs, and nothing speaks against it. */
  async #makeAlike(): Promise<void> {
    const { control } = this.#simulator;
    for (const { id } of await this.#browser().images()) {
      await control.patchImage(id, { state: "Ready", sessionSupport: "Both", osPlatform: "Windows", region: null });
    }
    const [first] = await this.#browser().images();
    for (const { id } of await control.catalogs()) {
      await control.patchCatalog(id, {
        ...{ state: "Active", subState: null, warnings: [] },
        ...{ allocationType: "Random", isRemotePcCatalog: false, region: null },
        imageId: first?.id ?? null,
      });
    }
  }

  #browser(): Browser {
    return this.#random.pick(this.#browsers);
  }

  async #killAgainAndAgain(): Promise<void> {
    while (!this.#isOver) {
      await pause(this.#random.between(20, 3_000));
      const server = this.#random.pick(this.#servers);
      await server.kill();
      this.#killedAtMs.set(server, Date.now());
      this.#report.kills += 1;
      await server.start();
    }
  }

  async #one(number: number): Promise<void> {
    const name = `crash-rollout-${number}`;
    const planned = await this.#untilAnswered(() => this.#plan(name));
    await this.#makeDue(planned.id);
    // Now and then someone interferes while it runs.
    const interferesAfterMs = this.#random.between(100, 4_000);
    const interference = this.#random.pick(["none", "pause", "pause", "cancel"] as const);
    const began = performance.now();
    let hasInterfered = interference === "none";
    for (;;) {
      const rollout = await this.#untilAnswered(() => this.#read(planned.id));
      if (rollout.finishedAt !== undefined) break;
      if (performance.now() - began > endsWithinMs) {
        this.#report.violations.push({ kind: "lost", rollout: name, what: `no end: ${JSON.stringify(rollout.hold)}` });
        break;
      }
      if (!hasInterfered && rollout.state === "running" && performance.now() - began > interferesAfterMs) {
        hasInterfered = true;
        await this.#interfere(rollout, interference === "cancel" ? "cancel" : "pause");
      } else await this.#help(rollout);
      await pause(100);
    }
    this.#report.rollouts += 1;
  }

  async #plan(name: string): Promise<Rollout> {
    const catalogs = await this.#simulator.control.catalogs();
    const images = await this.#browser().images();
    const from = catalogs[0]?.imageId;
    const to = images.find(({ id }) => id !== from)?.id;
    const body = {
      name,
      targets: catalogs.map(({ id, imageId }, place) => ({
        catalogId: id,
        imageId: imageId === to ? from : to,
        expectedImageId: imageId ?? null,
        wave: waves[place] ?? 1,
        acknowledgedWarnings,
      })),
      gate: { kind: "none" },
      maxParallel: 2,
      vdaUpdateDelay: 60,
      warningMessage: name,
      start: { kind: "now" },
    };
    return await this.#browser().send<Rollout>("POST", "rollouts", body, name);
  }

  async #read(id: string): Promise<RolloutDetail> {
    return await this.#browser().read<RolloutDetail>(`/api/connections/default/rollouts/${id}`);
  }

  /** Pauses or cancels, and keeps what the answer promised. */
  async #interfere(seen: RolloutDetail, act: "pause" | "cancel"): Promise<void> {
    const answer = await this.#act(seen, act);
    if (answer === undefined) return;
    const fromPost = postsOf(await this.#simulator.control.log()).length;
    const catalogIds = answer.targets
      .filter(({ state }) => state === "waiting" || state === "cancelled")
      .map(({ catalogId }) => catalogId);
    const promised: NotSent = { rollout: seen.name, catalogIds, fromPost, toPost: null };
    this.#notSent.push(promised);
    if (act === "cancel") {
      this.#report.cancelled += 1;
      return;
    }
    this.#report.paused += 1;
    await pause(this.#random.between(200, 2_000));
    promised.toPost = postsOf(await this.#simulator.control.log()).length;
    await this.#act(await this.#untilAnswered(() => this.#read(seen.id)), "resume");
  }

  /** What a person and a quarter of an hour would do. */
  async #help(rollout: RolloutDetail): Promise<void> {
    if (rollout.state === "scheduled") await this.#makeDue(rollout.id);
    // Nobody has to wait for the next reading.
    const next = { next_step_at: "1970-01-01T00:00:00.000Z" };
    await this.#store.updateTable("image_updates").set(next).where("state", "in", ["running", "unknown"]).execute();
    await this.#endLeasesOfTheDead();
    if (rollout.targets.some(({ update }) => update?.state === "unknown")) {
      const quietSince = "2000-01-01T00:00:00.000Z";
      await this.#store
        .updateTable("image_updates")
        .set({ quiet_since: quietSince })
        .where("state", "=", "unknown")
        .execute();
    }
    if (rollout.state !== "held") return;
    if (rollout.hold?.reason === "failures") {
      this.#report.retried += 1;
      await this.#act(rollout, "retry-failed");
    } else await this.#act(rollout, "resume");
  }

  /**
   * On a database that is shared, the lease of whoever was sending runs out after three minutes. Once every server has been
   * killed since, whoever it was is dead.
   */
  async #endLeasesOfTheDead(): Promise<void> {
    const times = this.#servers.map((server) => this.#killedAtMs.get(server) ?? 0);
    await this.#store
      .updateTable("image_updates")
      .set({ lease_until: "1970-01-01T00:00:00.000Z" })
      .where("state", "=", "submitting")
      .where("recorded_at", "<", new Date(Math.min(...times)).toISOString())
      .execute();
  }

  /** Undefined when it was not possible (any more). */
  async #act(rollout: RolloutDetail, act: string): Promise<RolloutDetail | undefined> {
    const { id, version } = rollout;
    return await this.#browser()
      .send<RolloutDetail>("POST", `rollouts/${id}/${act}`, { version })
      .catch(() => undefined);
  }

  async #makeDue(id: string): Promise<void> {
    const startsAt = new Date(Date.now() - 100).toISOString();
    await this.#store
      .updateTable("rollouts")
      .set({ starts_at: startsAt, next_step_at: "1970-01-01T00:00:00.000Z" })
      .where("id", "=", id)
      .where("state", "=", "scheduled")
      .execute();
  }

  /** A killed server breaks the connection, and one that starts refuses it: the same again, at whichever lives. */
  async #untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    const untilMs = performance.now() + endsWithinMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (performance.now() > untilMs) throw error;
        await pause(50);
      }
    }
  }

  async #judged(): Promise<RolloutCrashReport> {
    const browser = this.#browser();
    const { items } = await browser.read<{ items: Rollout[] }>("/api/connections/default/rollouts?limit=200");
    const rollouts: RolloutDetail[] = [];
    for (const { id } of items) rollouts.push(await this.#read(id));
    const updates = await browser.allUpdates();
    const posts = postsOf(await this.#simulator.control.log());
    this.#report.posts = posts.length;
    this.#report.violations.push(...judgeRollouts({ rollouts, updates, posts, promises: this.#notSent }));
    return this.#report;
  }
}
