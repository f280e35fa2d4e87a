import type { Client } from "pg";
import { ChangeListeners, type Changes, type ChangeTopic } from "./changes.ts";

/** How the names of our connections begin in PostgreSQL's list of them. */
export const applicationName = "catalog-deck";

/** PostgreSQL's channels, as the triggers name them. */
const channels: Record<string, ChangeTopic> = { catalog_deck_sessions: "sessions", catalog_deck_updates: "updates" };
/** How often the connection is proven to be alive. */
const proveEveryMs = 1_000;
/** What the last proof is good for; a network may fall silent without an end of the connection. */
const provenForMs = 3_000;
const answerWithinMs = 3_000;

/**
 * What other instances change, told by PostgreSQL's NOTIFY (the triggers of `0002-notices.ts`) on a connection of its own.
 * Begins with the first listener. A connection that is lost is replaced; whatever may have been missed then counts as
 * changed.
 */
export class PostgresChanges implements Changes {
  readonly #url: string;
  readonly #listeners = new ChangeListeners();
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isProving = false;
  #provenAtMs = Number.NEGATIVE_INFINITY;

  constructor(url: string) {
    this.#url = url;
  }

  listen(topic: ChangeTopic, listener: (id?: string) => void): void {
    this.#listeners.add(topic, listener);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#prove(), proveEveryMs);
    this.#timer.unref();
    void this.#prove();
  }

  areTold(): boolean {
    return performance.now() - this.#provenAtMs < provenForMs;
  }

  /** This process has changed something itself. */
  tell(topic: ChangeTopic): void {
    this.#listeners.tell(topic);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#drop();
  }

  /** What the connection answers comes after all that it was told before. */
  async #prove(): Promise<void> {
    if (this.#isProving) return;
    this.#isProving = true;
    const askedAtMs = performance.now();
    try {
      if (this.#client === undefined) await this.#connect();
      else await this.#client.query("select 1");
      if (this.#client !== undefined) this.#provenAtMs = askedAtMs;
    } catch {
      // Until it can be had again the database is asked every time, which tells what is wrong with it.
      void this.#drop();
    } finally {
      this.#isProving = false;
    }
  }

  async #connect(): Promise<void> {
    const { default: pg } = await import("pg");
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
      keepAlive: true,
      application_name: `${applicationName} changes`,
    });
    this.#client = client;
    const lost = () => {
      if (this.#client === client) void this.#drop();
    };
    client.on("error", lost).on("end", lost);
    client.on("notification", ({ channel, payload }) => {
      const topic = channels[channel];
      if (topic !== undefined) this.#listeners.tell(topic, payload === "" ? undefined : payload);
    });
    await client.connect();
    for (const channel of Object.keys(channels)) await client.query(`listen ${channel}`);
    this.#listeners.tellAll();
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#provenAtMs = Number.NEGATIVE_INFINITY;
    await client?.end().catch(() => undefined);
  }
}
