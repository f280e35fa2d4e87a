import { createHash } from "node:crypto";
import type { SessionStore } from "@fastify/session";
import type { Session } from "fastify";
import { LRUCache } from "lru-cache";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { noteSignIn } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";

import {
  deleteEndedSessions,
  deleteSession,
  findSession,
  insertSession,
  type SessionRow,
  touchSession,
} from "../../store/sessions.ts";
import { isStorageTrouble } from "../../store/storage-trouble.ts";
import { seal, sealingKey, unseal } from "./sealed-text.ts";

/** A session that nobody uses ends after this. */
const idleMs = 30 * 60_000;
/** However much it is used, a session ends after this. */
const absoluteMs = 8 * 60 * 60_000;
/** A screen on the wall is not used by anybody; its session ends after this. */
const displayMs = 30 * 24 * 60 * 60_000;
/** Uses closer together than this are written once; a session may end that much early, never late. */
const touchStepMs = 10_000;
/**
 * Longer than the longest pause between two readings of a page (a minute), so that a page that polls goes on being
 * answered while a database fails over; short, since a session may have been ended from elsewhere just before.
 */
const rememberedMs = 5 * 60_000;
const rememberedAtMost = 1_000;

/** When a session began, when it was used last, and whether it is that of a screen on the wall. */
export interface SessionTimes {
  createdAt: Date;
  lastUsedAt: Date;
  display: boolean;
}

/** When a session ends, seen from its last use. */
export function sessionEnd({ createdAt, lastUsedAt, display }: SessionTimes): Date {
  if (display) return new Date(createdAt.getTime() + displayMs);
  return new Date(Math.min(createdAt.getTime() + absoluteMs, lastUsedAt.getTime() + idleMs));
}

/** The name under which the table and the audit log know a session: its id cannot be had from it. */
export function sessionIdHash(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("hex");
}

type Done = (error?: unknown) => void;

/**
 * @fastify/session's store in the database: the id hashed, the content encrypted with a key made from the session
 * secret, the end decided here and not by the cookie. Only sessions of signed-in people are kept. While the database
 * cannot be reached a session is marked `storageAway`, and is of a person only if it was read a short while ago.
 */
export class DatabaseSessionStore implements SessionStore {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #key: Buffer;
  /**
   * What the database has vouched for within the last minutes, as it keeps it (encrypted). Asked only while the database
   * cannot be reached: as long as it answers, a session that was ended is dead at once.
   */
  readonly #recent: LRUCache<string, SessionRow>;

  constructor(store: Store, clock: Clock, sessionSecret: Buffer) {
    this.#store = store;
    this.#clock = clock;
    this.#key = sealingKey(sessionSecret, "catalog-deck session payload");
    this.#recent = new LRUCache({
      max: rememberedAtMost,
      ttl: rememberedMs,
      // Otherwise the library reads the clock only once per millisecond of real time.
      ttlResolution: 0,
      perf: { now: () => clock.steadyMs() },
    });
  }

  set(sessionId: string, session: Session, done: Done): void {
    this.#write(sessionId, session).then(() => done(), done);
  }

  get(sessionId: string, done: (error: unknown, session?: Session | null) => void): void {
    this.#read(sessionId).then((session) => done(null, session), done);
  }

  destroy(sessionId: string, done: Done): void {
    const idHash = sessionIdHash(sessionId);
    this.#recent.delete(idHash);
    deleteSession(this.#store, idHash).then(() => done(), done);
  }

  /** Writes down that a person used the session. Gives its new end. */
  async use(sessionId: string, times: SessionTimes): Promise<Date> {
    const now = this.#clock.now();
    if (now.getTime() - times.lastUsedAt.getTime() < touchStepMs) return sessionEnd(times);
    const end = sessionEnd({ ...times, lastUsedAt: now });
    await touchSession(this.#store, sessionIdHash(sessionId), now.toISOString(), end.toISOString());
    return end;
  }

  async removeEnded(): Promise<void> {
    await deleteEndedSessions(this.#store, this.#clock.now().toISOString());
  }

  async #write(sessionId: string, session: Session): Promise<void> {
    const { signedIn } = session;
    if (signedIn === undefined) return;
    const now = this.#clock.now();
    const idHash = sessionIdHash(sessionId);
    const row = {
      id_hash: idHash,
      // Bound to the row's id, so that rows cannot be exchanged.
      payload: seal(this.#key, idHash, JSON.stringify({ cookie: session.cookie, signedIn })).toString("base64"),
      created_at: now.toISOString(),
      last_used_at: now.toISOString(),
      expires_at: sessionEnd({ createdAt: now, lastUsedAt: now, display: signedIn.display === true }).toISOString(),
      person_id: signedIn.personId,
      method: signedIn.method,
      provider_session: signedIn.providerSession ?? null,
      address: signedIn.address,
      user_agent: signedIn.userAgent,
    };
    const { personId: id, accountVersion: version } = signedIn;
    if (version === undefined) return insertSession(this.#store, row);
    await this.#store.transaction().execute(async (trx) => {
      if (!(await noteSignIn(trx, { id, version }, now.toISOString()))) {
        throw new HttpProblem(401, "wrong-credentials", "account-changed-sign-in-again");
      }
      await insertSession(trx, row);
    });
  }

  async #read(sessionId: string): Promise<Session | null> {
    const idHash = sessionIdHash(sessionId);
    const now = this.#clock.now();
    const askedMs = this.#clock.steadyMs();
    let row: SessionRow | undefined;
    let storageAway = false;
    try {
      row = await findSession(this.#store, idHash, now.toISOString());
      if (row === undefined) this.#recent.delete(idHash);
      else this.#recent.set(idHash, row, { start: askedMs });
    } catch (error) {
      if (!isStorageTrouble(error)) throw error;
      storageAway = true;
      const recent = this.#recent.get(idHash);
      if (recent !== undefined && recent.expires_at > now.toISOString()) row = recent;
    }
    const away = storageAway ? { storageAway } : {};
    const text = row === undefined ? undefined : unseal(this.#key, idHash, Buffer.from(row.payload, "base64"));
    if (row === undefined || text === undefined) return storageAway ? (away as Session) : null;
    const kept = JSON.parse(text) as Pick<Session, "cookie" | "signedIn">;
    return { ...kept, ...away, times: { createdAt: row.created_at, lastUsedAt: row.last_used_at } };
  }
}
