import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Image, ImageUpdate } from "@catalog-deck/contract";
import { connectionSettings, freePort, startSimulator } from "@catalog-deck/simulator";
import { acknowledgedWarnings } from "../../src/testing/acknowledged-warnings.ts";
import { BffProcess } from "./bff-process.ts";
import { Browser } from "./browser.ts";
import { type CrashReport, emptyReport, type Hit } from "./crash-report.ts";
import { integrityOf, recordedStates, tearLog } from "./database-copy.ts";
import { demoteWhileAsking, owner } from "./demotion.ts";
import { type AskedUpdate, judgeCrashes, type ReceivedPost, type Sighting } from "./judge.ts";
import { type Aim, aims, momentToKill, prepareMoment, type Shot } from "./moments.ts";
import { MovableClock } from "./movable-clock.ts";
import { SeededRandom } from "./random.ts";
import { SimulatedCitrix, type Target } from "./simulated-citrix.ts";
import { WatchTimer } from "./watch-timer.ts";

const admin = { username: "ada", password: "correct horse battery" };
const updateDurationMs = 3_000;
/** Longer than the 15 minutes for which the BFF looks for a lost update (verdict.ts, `reconcileMs`). */
const longWaitMs = 16 * 60_000;
const settleWithinMs = 45_000;
const lookEveryMs = 500;

type Asked = AskedUpdate & { target: Target; answered: boolean };

/** One crash test: a simulated Citrix Cloud, a BFF that is killed again and again, and a person who never gives up. */
export class CrashRun {
  readonly #random: SeededRandom;
  readonly #updates: number;
  readonly #citrix: SimulatedCitrix;
  readonly #bff: BffProcess;
  readonly #clock: MovableClock;
  readonly #browser: Browser;
  readonly #owner: Browser;
  readonly #dataDir: string;
  readonly #asked: Asked[] = [];
  readonly #sightings: Sighting[] = [];
  readonly #lastSeen = new Map<string, string>();
  #free: Target[] = [];
  #images: Image[] = [];
  #aims: Aim[] = [];
  /** Something is broken already: nothing more is asked for, and what there is is judged. */
  #wentWrong = false;
  readonly #report = emptyReport();
  readonly #watchTimer = new WatchTimer();

  private constructor(
    options: CrashOptions,
    { citrix, bff, clock, dataDir }: { citrix: SimulatedCitrix; bff: BffProcess; clock: MovableClock; dataDir: string },
  ) {
    this.#random = new SeededRandom(options.seed);
    this.#updates = options.updates;
    this.#citrix = citrix;
    this.#bff = bff;
    this.#clock = clock;
    this.#browser = new Browser(bff.url);
    this.#owner = new Browser(bff.url);
    this.#dataDir = dataDir;
  }

  /** Runs the whole test and gives its figures. Throws when the test itself could not be carried out. */
  static async run(options: CrashOptions): Promise<CrashReport> {
    const catalogs = Math.max(10, Math.min(40, Math.ceil(options.updates / 3)));
    const simulator = await startSimulator({ clock: "real", updateDurationMs, fleet: { catalogs, images: 40 } });
    const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-crash-"));
    const env = {
      DATA_DIR: dataDir,
      ...connectionSettings(simulator),
      INITIAL_ADMIN_USERNAME: admin.username,
      INITIAL_ADMIN_PASSWORD: admin.password,
    };
    const clock = new MovableClock();
    const bff = new BffProcess(await freePort(), env, { inside: clock });
    try {
      const parts = { citrix: new SimulatedCitrix(simulator), bff, clock, dataDir };
      return await new CrashRun(options, parts).#run(options.onProgress);
    } finally {
      await bff.kill();
      await simulator.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  }

  async #run(onProgress: CrashOptions["onProgress"]): Promise<CrashReport> {
    this.#free = await this.#citrix.prepareTargets(this.#random);
    await this.#bff.start();
    await this.#browser.signIn(admin.username, admin.password);
    await this.#browser.change("POST", "/api/accounts", { ...owner, role: "admin" });
    this.#images = await this.#browser.images();
    while (this.#asked.length < this.#updates && !this.#wentWrong) {
      await this.#round();
      onProgress(this.#asked.length, this.#report.kills);
    }
    await this.#untilOnlyUnsentAreOpen();
    await this.#longWait();
    await this.#untilOpenAreAtMost(0);
    return await this.#judged();
  }

  /** Some requests at once, and a kill in the midst of them; then all of them are answered in the end. */
  async #round(): Promise<void> {
    await this.#untilCatalogsAreFree();
    if (this.#wentWrong) return;
    if (this.#aims.length === 0) await this.#demotion();
    const aim = this.#nextAim();
    const left = this.#updates - this.#asked.length;
    // A short test leaves one update for every aim that is still to come.
    // One alone while the clock is set: to the others it may come right before they are sent, and then they are not.
    const most = aim === "clock" ? 1 : 4;
    const count = Math.min(this.#random.between(1, most), this.#free.length, Math.max(1, left - this.#aims.length));
    const round = Array.from({ length: count }, () => this.#newRequest());
    const [first] = round;
    if (first === undefined) throw new Error("no catalog is free");
    const shot: Shot = {
      aim,
      key: first.key,
      catalogId: first.catalogId,
      dataDir: this.#dataDir,
      citrix: this.#citrix,
      random: this.#random,
      clock: this.#clock,
      answered: Promise.resolve(),
    };
    await prepareMoment(shot);
    const answers = Promise.all(round.map((asked, place) => this.#send(asked, place === 0 ? 0 : this.#upTo(80))));
    await momentToKill({ ...shot, answered: answers });
    await this.#kill();
    this.#report.killsByAim[aim] += 1;
    await this.#noteHits(round.filter(({ answered }) => !answered));
    if (aim === "starting") await this.#killWhileStarting();
    await this.#bringBack();
    await answers;
    await this.#look();
    if (round.some(({ answers: given }) => given.some(({ status }) => status !== 202))) this.#wentWrong = true;
  }

  /** Once for every turn of the aims: what a demoted person asks for is never sent, with a kill in between or without. */
  async #demotion(): Promise<void> {
    this.#report.demotions += 1;
    const target = this.#random.pick(this.#free);
    const faults = await demoteWhileAsking({
      ...{ admin: this.#browser, adminName: admin.username, by: this.#owner },
      ...{ citrix: this.#citrix, target, imageId: this.#imageFor(target) },
      key: `demoted-${this.#report.demotions}`,
      whileDemoted: async () => {
        if (this.#random.chance(0.5)) return;
        await this.#kill();
        await this.#bringBack({ signedOut: true });
      },
    });
    this.#report.otherFaults.push(...faults);
    await this.#browser.signIn(admin.username, admin.password);
  }

  #newRequest(): Asked {
    const target = this.#free.splice(this.#random.between(0, this.#free.length - 1), 1)[0];
    if (target === undefined) throw new Error("no catalog is free");
    const asked: Asked = {
      key: `crash-test-update-${this.#asked.length + 1}`,
      catalogId: target.id,
      fromImageId: target.imageId,
      toImageId: this.#imageFor(target),
      ending: target.ending,
      answers: [],
      target,
      answered: false,
    };
    this.#asked.push(asked);
    return asked;
  }

  /** An image that no rule keeps the target from. */
  #imageFor(target: Target): string {
    const current = this.#images.find(({ id }) => id === target.imageId);
    const choices = this.#images.filter(
      ({ id, state, sessionSupport, isServerOs }) =>
        id !== target.imageId &&
        state === "Ready" &&
        sessionSupport === current?.sessionSupport &&
        isServerOs === current?.isServerOs,
    );
    return this.#random.pick(choices).id;
  }

  async #send(asked: Asked, afterMs: number): Promise<void> {
    const { key, catalogId, fromImageId, toImageId } = asked;
    const body = {
      imageId: toImageId,
      expectedImageId: fromImageId,
      vdaUpdateDelay: this.#random.pick([-1, 0, 60, 60, 120]),
      warningMessage: key,
      reason: key,
      acknowledgedWarnings,
    };
    const clicks = this.#random.chance(0.25) ? 2 : 1;
    this.#report.doubleClicks += clicks - 1;
    await pause(afterMs);
    await Promise.all(
      Array.from({ length: clicks }, async () => {
        const delivered = await this.#browser.startUpdate(catalogId, key, body);
        if (delivered.broken > 0) this.#report.sentAgain += 1;
        asked.answers.push(delivered);
        asked.answered = true;
      }),
    );
  }

  async #kill(): Promise<void> {
    await this.#bff.kill();
    this.#report.kills += 1;
    const { now, log } = await this.#citrix.look();
    this.#watchTimer.end(now, log);
    await this.#citrix.simulator.control.clearFaults();
  }

  async #noteHits(unanswered: readonly Asked[]): Promise<void> {
    const [recorded, posts] = [await recordedStates(this.#dataDir), await this.#citrix.posts(true)];
    for (const { key } of unanswered) {
      const state = recorded.get(key);
      const post = posts.find((candidate) => candidate.key === key);
      this.#report.hits[await this.#hitOf(key, state, post)] += 1;
    }
  }

  async #hitOf(key: string, state: string | undefined, post: ReceivedPost | undefined): Promise<Hit> {
    if (state === undefined) return "before the intent";
    if (state !== "submitting") return "between record and reply";
    if (post === undefined) return "between intent and POST";
    return (await this.#citrix.postOf(key))?.status === 202 ? "between answer and record" : "while the POST was out";
  }

  async #killWhileStarting(): Promise<void> {
    this.#bff.spawn();
    await pause(this.#upTo(600));
    await this.#kill();
  }

  /** Starts the BFF again, now and then on a write-ahead log that ends in a torn write. The session must still live. */
  async #bringBack({ signedOut = false } = {}): Promise<void> {
    const recorded = await recordedStates(this.#dataDir);
    const followed = this.#asked.filter(({ key }) => isOpen(recorded.get(key) ?? "rejected"));
    if (this.#random.chance(0.3)) {
      const bytes = Buffer.from(Array.from({ length: this.#random.between(1, 5_000) }, () => this.#upTo(255)));
      await tearLog(this.#dataDir, bytes);
      this.#report.tornLogs += 1;
    }
    const startedAt = await this.#citrix.simulator.control.now();
    await this.#bff.start();
    this.#watchTimer.begin(
      startedAt,
      await this.#citrix.simulator.control.now(),
      followed.map(({ catalogId }) => catalogId),
    );
    if (signedOut) return;
    this.#report.sessionChecks += 1;
    if (!(await this.#browser.sessionLives())) {
      this.#report.otherFaults.push("the session did not survive a restart");
      await this.#browser.signIn(admin.username, admin.password);
    }
  }

  /** More time passes than the BFF gives to a lost update, once it knows of each that it is lost; for Citrix too. */
  async #longWait(): Promise<void> {
    this.#report.longWaits += 1;
    const until = performance.now() + settleWithinMs;
    const submitting = () => this.#asked.some(({ key }) => (this.#lastSeen.get(key) ?? "submitting") === "submitting");
    while (submitting() && performance.now() < until) await this.#lookLater();
    await this.#clock.pass(longWaitMs);
    await this.#citrix.simulator.control.advance(longWaitMs);
  }

  /** Reads the updates as an open page does, compares with Citrix what is new, and frees the catalogs of those ended. */
  async #look(): Promise<ImageUpdate[]> {
    const updates = await this.#browser.newestUpdates();
    const catalogs = await this.#citrix.catalogsById();
    for (const update of updates) {
      const asked = this.#asked.find(({ key }) => key === update.reason);
      const catalog = catalogs.get(update.catalogId);
      if (asked === undefined || catalog === undefined || this.#lastSeen.get(asked.key) === update.state) continue;
      this.#lastSeen.set(asked.key, update.state);
      this.#sightings.push({ key: asked.key, state: update.state, catalog });
      if (update.finishedAt === undefined) continue;
      const imageId = await this.#citrix.repair(update.catalogId);
      this.#free.push({ ...asked.target, imageId });
    }
    return updates;
  }

  /** When the updates that were never sent hold too many catalogs, a long wait lets them end. */
  async #untilCatalogsAreFree(): Promise<void> {
    const until = performance.now() + 3 * updateDurationMs;
    while (this.#free.length < 4 && performance.now() < until) await this.#lookLater();
    if (this.#free.length >= 4) return;
    await this.#longWait();
    await this.#untilOpenAreAtMost(0);
    if (this.#free.length === 0) this.#wentWrong = true;
  }

  async #untilOnlyUnsentAreOpen(): Promise<void> {
    const sent = new Set((await this.#citrix.posts()).map(({ key }) => key));
    await this.#untilOpenAreAtMost(this.#asked.filter(({ key }) => !sent.has(key)).length);
  }

  async #untilOpenAreAtMost(count: number): Promise<void> {
    const until = performance.now() + settleWithinMs;
    const open = () => this.#asked.filter(({ key }) => isOpen(this.#lastSeen.get(key) ?? "submitting"));
    while (open().length > count && performance.now() < until) await this.#lookLater();
  }

  async #lookLater(): Promise<void> {
    await pause(lookEveryMs);
    await this.#look();
  }

  /** Every aim comes once before one comes again. */
  #nextAim(): Aim {
    if (this.#aims.length === 0) this.#aims = [...aims];
    return this.#aims.splice(this.#upTo(this.#aims.length - 1), 1)[0] ?? "anywhere";
  }

  #upTo(high: number): number {
    return this.#random.between(0, high);
  }

  async #judged(): Promise<CrashReport> {
    const records = await this.#browser.allUpdates();
    await this.#kill();
    const posts = await this.#citrix.posts();
    const integrity = await integrityOf(this.#dataDir);
    const report = this.#report;
    if (integrity !== "ok") report.otherFaults.push(`the database is damaged: ${integrity}`);
    for (const id of this.#watchTimer.late) report.otherFaults.push(`${id} was not read in time after a restart`);
    for (const { state } of records) report.ends[state] = (report.ends[state] ?? 0) + 1;
    report.readyAfterMs = this.#bff.readyAfterMs;
    report.watchWaitsMs = this.#watchTimer.waitsMs;
    report.asked = this.#asked.length;
    report.posts = posts.length;
    report.errorsLogged = this.#bff.output.split("\n").filter((line) => line.startsWith("{"));
    report.violations = judgeCrashes({ asked: this.#asked, posts, records, sightings: this.#sightings });
    return report;
  }
}

export interface CrashOptions {
  updates: number;
  seed: number;
  onProgress: (asked: number, kills: number) => void;
}

function isOpen(state: string): boolean {
  return !["succeeded", "rolledBack", "failed", "rejected"].includes(state);
}
