import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  type CatalogDetail,
  type CatalogList,
  type Image,
  type ImageUpdate,
  type ImageUpdateList,
  type Session,
  userActiveHeader,
} from "@catalog-deck/contract";
import type { Ending } from "../crash/judge.ts";
import type { SeededRandom } from "../crash/random.ts";
import { type HttpAnswer, HttpClient, type HttpOptions } from "./http-client.ts";
import type { AskedUpdate, Ledger, ListFacts } from "./ledger.ts";

const connection = "/api/connections/default";
const listsRemembered = 50;
const signInAttempts = 12;
const unzipped = promisify(gunzip);

/** A catalog that the soak's admins may update. */
export interface Target {
  id: string;
  ending: Ending;
}

export interface SoakBrowserOptions {
  url: string;
  /** Its IP address: a hundred people in one office are throttled at sign-in as one. */
  address: string;
  account: { username: string; password: string };
  random: SeededRandom;
  ledger: Ledger;
  targets: readonly Target[];
  /** How many catalogs every list must hold. */
  catalogs: number;
  /** The codes of all rules that only warn. */
  acknowledgedWarnings: readonly string[];
}

/** One person with a browser: looks at the catalogs at the server's pace, opens this and that, and starts updates. */
export class SoakBrowser {
  readonly #options: SoakBrowserOptions;
  readonly #http: HttpClient;
  #csrfToken = "";
  #tag: string | undefined;
  #pollAfterMs = 5_000;

  constructor(options: SoakBrowserOptions) {
    this.#options = options;
    this.#http = new HttpClient(options.url, options.address);
  }

  /** Signs in; tries again when the server has too much to do. Throws when it is refused. */
  async signIn(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#send("sign-in", "POST", "/api/session", { json: this.#options.account });
      if (answer?.status === 200) {
        this.#csrfToken = (await jsonOf<Session>(answer)).csrfToken;
        return;
      }
      if (answer?.status !== 503 || attempt === signInAttempts)
        throw new Error(`a sign-in was answered ${answer?.status}`);
      await pause(waitAfterProblem(answer));
    }
  }

  /** Reads the catalogs as the catalogs page does. Gives the server's word on when to come back, in milliseconds. */
  async poll(): Promise<number> {
    const { ledger, catalogs } = this.#options;
    const startedAtMs = performance.now();
    const headers = this.#tag === undefined ? {} : { "if-none-match": this.#tag };
    const answer = await this.#send("the catalogs", "GET", `${connection}/catalogs`, { headers });
    if (answer === undefined) return this.#pollAfterMs;
    ledger.listMs.push(performance.now() - startedAtMs);
    if (answer.status >= 500) return waitAfterProblem(answer);
    const tag = String(answer.headers.etag);
    let facts = ledger.listsByTag.get(tag);
    if (facts === undefined && answer.status === 200) {
      const list = await jsonOf<CatalogList>(answer);
      if (list.items.length !== catalogs) ledger.faults.add(`a list of ${list.items.length} catalogs`);
      if (list.trouble !== undefined && !list.stale)
        ledger.faults.add("a list in trouble that does not say it is stale");
      facts = this.#remember(tag, list);
    }
    if (facts === undefined) ledger.faults.add(`the catalogs were answered ${answer.status} with an unknown tag`);
    else this.#noteFreshness(facts);
    this.#tag = tag;
    this.#pollAfterMs = facts?.pollAfterMs ?? this.#pollAfterMs;
    return this.#pollAfterMs;
  }

  /** Opens a page other than the catalogs. Now and then the person is gone before it is there. */
  async openSomething(): Promise<void> {
    const { random, targets } = this.#options;
    const catalogId = random.pick(targets).id;
    const [what, path] = random.pick([
      ["a catalog", `${connection}/catalogs/${catalogId}`],
      ["a catalog", `${connection}/catalogs/${catalogId}`],
      ["the images", `${connection}/images`],
      ["the updates", `${connection}/image-updates`],
      ["the updates", `${connection}/image-updates?catalogId=${catalogId}`],
      ["the session", "/api/session"],
    ] as const);
    const headers = { [userActiveHeader]: "1" };
    if (random.chance(0.1)) return await this.#hangUp(what, path);
    const answer = await this.#send(what, "GET", path, { headers });
    if (what === "the updates" && answer?.status === 200) await this.#openOneOf(answer);
  }

  /** Starts an update of a catalog as a person does: looks at it, chooses another image, confirms. */
  async startUpdate(): Promise<void> {
    const { random, ledger, targets, acknowledgedWarnings } = this.#options;
    const target = random.pick(targets);
    const catalog = await this.#read<CatalogDetail>("a catalog", `${connection}/catalogs/${target.id}`);
    const images = await this.#read<{ items: Image[] }>("the images", `${connection}/images`);
    const current = images?.items.find(({ id }) => id === catalog?.imageId);
    if (catalog === undefined || images === undefined || current === undefined) return;
    // A busy catalog cannot be chosen on the page; now and then the page is older than the update.
    if ((catalog.state !== "Active" || catalog.activeUpdate !== undefined) && random.chance(0.9)) return;
    const choices = images.items.filter(
      ({ id, state, sessionSupport, isServerOs }) =>
        id !== current.id &&
        state === "Ready" &&
        sessionSupport === current.sessionSupport &&
        isServerOs === current.isServerOs,
    );
    if (choices.length === 0) return;
    const asked: AskedUpdate = {
      key: randomUUID(),
      catalogId: target.id,
      toImageId: random.pick(choices).id,
      ending: target.ending,
      answers: [],
    };
    ledger.asked.push(asked);
    const json = {
      imageId: asked.toImageId,
      expectedImageId: current.id,
      vdaUpdateDelay: random.pick([0, 60, 120]),
      warningMessage: asked.key,
      reason: asked.key,
      acknowledgedWarnings,
    };
    if (random.chance(0.2)) await this.#confirm(asked, json, AbortSignal.timeout(random.between(1, 400)));
    const clicks = random.chance(0.2) ? 2 : 1;
    ledger.doubleClicks += clicks - 1;
    await Promise.all(Array.from({ length: clicks }, () => this.#confirm(asked, json)));
  }

  async allUpdates(): Promise<ImageUpdate[]> {
    const updates: ImageUpdate[] = [];
    let cursor = "";
    do {
      const path = `${connection}/image-updates?limit=200${cursor}`;
      const page = await this.#read<ImageUpdateList>("the updates", path);
      if (page === undefined) throw new Error("the updates could not be read");
      updates.push(...page.items);
      cursor = page.nextCursor === undefined ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== "");
    return updates;
  }

  close(): void {
    this.#http.close();
  }

  async #confirm(asked: AskedUpdate, json: unknown, signal?: AbortSignal): Promise<void> {
    const headers = { "x-csrf-token": this.#csrfToken, "idempotency-key": asked.key };
    const path = `${connection}/catalogs/${asked.catalogId}/image-updates`;
    const answer = await this.#send("an update", "POST", path, { json, headers, ...(signal && { signal }) });
    if (answer === undefined) return;
    const updateId = answer.status === 202 ? (await jsonOf<ImageUpdate>(answer)).id : undefined;
    asked.answers.push({ status: answer.status, updateId });
  }

  async #openOneOf(answer: HttpAnswer): Promise<void> {
    const { items } = await jsonOf<ImageUpdateList>(answer);
    if (items.length === 0) return;
    const { id } = this.#options.random.pick(items);
    await this.#send("an update's page", "GET", `${connection}/image-updates/${id}`);
  }

  async #hangUp(what: string, path: string): Promise<void> {
    await this.#send(what, "GET", path, { signal: AbortSignal.timeout(this.#options.random.between(1, 40)) });
  }

  async #read<T>(what: string, path: string): Promise<T | undefined> {
    const answer = await this.#send(what, "GET", path);
    return answer?.status === 200 ? await jsonOf<T>(answer) : undefined;
  }

  /** Undefined when the request was hung up. A connection that breaks by itself is a fault of the server's. */
  async #send(what: string, method: string, path: string, options: HttpOptions = {}): Promise<HttpAnswer | undefined> {
    const { ledger } = this.#options;
    try {
      const answer = await this.#http.send(method, path, options);
      ledger.note(what, answer.status);
      return answer;
    } catch (error) {
      if (options.signal?.aborted) ledger.hungUp += 1;
      else ledger.faults.add(`${what}: the connection broke (${(error as NodeJS.ErrnoException).code ?? error})`);
      return undefined;
    }
  }

  #remember(tag: string, { pollAfterMs, stale, fetchedAt, trouble }: CatalogList): ListFacts {
    const { listsByTag } = this.#options.ledger;
    const facts = { pollAfterMs, stale, fetchedAt, ...(trouble && { trouble }) };
    listsByTag.set(tag, facts);
    const [oldest] = listsByTag.keys();
    if (listsByTag.size > listsRemembered && oldest !== undefined) listsByTag.delete(oldest);
    return facts;
  }

  #noteFreshness({ stale, fetchedAt }: ListFacts): void {
    const { ledger } = this.#options;
    if (!stale) return;
    ledger.staleLists += 1;
    ledger.longestStaleMs = Math.max(ledger.longestStaleMs, Date.now() - Date.parse(fetchedAt));
  }
}

function waitAfterProblem(answer: HttpAnswer): number {
  const seconds = Number(answer.headers["retry-after"] ?? 5);
  return Math.max(1, Number.isNaN(seconds) ? 5 : seconds) * 1_000;
}

async function jsonOf<T>({ headers, body }: HttpAnswer): Promise<T> {
  const text = headers["content-encoding"] === "gzip" ? await unzipped(body) : body;
  return JSON.parse(text.toString("utf8")) as T;
}
