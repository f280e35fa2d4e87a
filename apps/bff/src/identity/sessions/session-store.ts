import { hash } from "node:crypto";
import type { SessionStore } from "@fastify/session";
import type { FastifyRequest, Session } from "fastify";
import { LRUCache } from "lru-cache";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { noteSignIn } from "../../store/accounts.ts";
import { type Changes, changesOf } from "../../store/changes.ts";
import type { Store } from "../../store/database.ts";
import { deleteEndedSessions, deleteSession, findSession, insertSession, touchSession } from "../../store/sessions.ts";
import { isStorageTrouble } from "../../store/storage-trouble.ts";
import { ReadSession, type SessionTimes, type SignedIn } from "./read-session.ts";
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
 * What the database vouched for counts for so long while it is away. Longer than the longest pause between two readings
 * of a page (a minute), so that a page that polls goes on being answered while a database fails over; short, since a
 * session may have been ended from elsewhere just before.
 */
const rememberedMs = 5 * 60_000;
const rememberedAtMost = 1_000;

/** When a session ends, seen from its last use. */
export function sessionEnd({ createdAt, lastUsedAt, display }: SessionTimes): Date {
  if (display) return new Date(createdAt.getTime() + displayMs);
  return new Date(Math.min(createdAt.getTime() + absoluteMs, lastUsedAt.getTime() + idleMs));
}

/** The name under which the table and the audit log know a session: its id cannot be had from it. */
function sessionIdHash(sessionId: string): string {
  return hash("sha256", sessionId);
}

type Done = (error?: unknown) => void;

/** A session as the database had it. */
interface Remembered {
  session: Session;
  expiresAtMs: number;
  /** When the database last vouched for it, by the steady clock. */
  vouchedAtMs: number;
  /** Nothing that was told since may have changed it. */
  isCurrent: boolean;
}

/**
 * @fastify/session's store in the database: the id hashed, the content encrypted with a key made from the session
 * secret, the end decided here and not by the cookie. Only sessions of signed-in people are kept.
 *
 * A session that was read is remembered until something about it changes, and is marked `remembered` then: good for
 * looking, while `readAgain` asks the database. While that cannot be reached a session is marked `storageAway`, and is of
 * a person only if the database vouched for it a short while ago.
 */
export class DatabaseSessionStore implements SessionStore {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #key: Buffer;
  readonly #changes: Changes;
  readonly #remembered = new LRUCache<string, Remembered>({ max: rememberedAtMost });
  /** Counts what was told: an answer of the database that was asked for before may be older. */
  #told = 0;

  constructor(store: Store, clock: Clock, sessionSecret: Buffer) {
    this.#store = store;
    this.#clock = clock;
    this.#key = sealingKey(sessionSecret, "catalog-deck session payload");
    this.#changes = changesOf(store);
    this.#changes.listen("sessions", (idHash) => this.#changed(idHash));
  }

  set(sessionId: string, session: Session, done: Done): void {
    this.#write(sessionId, session).then(() => done(), done);
  }

  get(sessionId: string, done: (error: unknown, session?: Session | null) => void): void {
    const idHash = sessionIdHash(sessionId);
    const remembered = this.#remember(idHash);
    if (remembered !== undefined) done(null, remembered);
    else this.#read(idHash).then((session) => done(null, session), done);
  }

  destroy(sessionId: string, done: Done): void {
    const idHash = sessionIdHash(sessionId);
    this.#remembered.delete(idHash);
    deleteSession(this.#store, idHash).then(() => done(), done);
  }

  /** Has a session read from the database where that was not done for this request: for whatever changes something. */
  async readAgain(session: FastifyRequest["session"]): Promise<void> {
    if (session.storageAway === true || session.read?.remembered !== true) return;
    this.#changed(session.read.idHash);
    await session.reload();
  }

  /** Writes down that a person used the session. Gives its new end. */
  async use({ idHash, times }: ReadSession): Promise<Date> {
    const now = this.#clock.now();
    if (now.getTime() - times.lastUsedAt.getTime() < touchStepMs) return sessionEnd(times);
    const end = sessionEnd({ ...times, lastUsedAt: now });
    await touchSession(this.#store, idHash, now.toISOString(), end.toISOString());
    this.#changed(idHash);
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

  /** One session has changed or, without an id, any may have. */
  #changed(idHash?: string): void {
    this.#told += 1;
    const known = idHash === undefined ? this.#remembered.values() : [this.#remembered.peek(idHash)];
    for (const one of known) if (one !== undefined) one.isCurrent = false;
  }

  /** The session as the database would give it now; undefined where it has to be asked. */
  #remember(idHash: string): Session | undefined {
    if (!this.#changes.areTold()) return undefined;
    const known = this.#remembered.get(idHash);
    if (known?.isCurrent !== true || known.expiresAtMs <= this.#clock.now().getTime()) return undefined;
    known.vouchedAtMs = this.#clock.steadyMs();
    return known.session;
  }

  async #read(idHash: string): Promise<Session | null> {
    const now = this.#clock.now();
    const vouchedAtMs = this.#clock.steadyMs();
    const told = this.#told;
    try {
      const row = await findSession(this.#store, idHash, now.toISOString());
      const text = row === undefined ? undefined : unseal(this.#key, idHash, Buffer.from(row.payload, "base64"));
      if (row === undefined || text === undefined) {
        this.#remembered.delete(idHash);
        return null;
      }
      const { cookie, signedIn } = JSON.parse(text) as { cookie: Session["cookie"]; signedIn: SignedIn };
      const display = signedIn.display === true;
      const times = { createdAt: new Date(row.created_at), lastUsedAt: new Date(row.last_used_at), display };
      const session = { cookie, read: new ReadSession({ idHash, signedIn, times, remembered: true }) };
      const expiresAtMs = Date.parse(row.expires_at);
      this.#remembered.set(idHash, { session, expiresAtMs, vouchedAtMs, isCurrent: told === this.#told });
      return { cookie, read: new ReadSession({ idHash, signedIn, times, remembered: false }) };
    } catch (error) {
      if (!isStorageTrouble(error)) throw error;
      return this.#whileAway(idHash, now);
    }
  }

  #whileAway(idHash: string, now: Date): Session {
    const known = this.#remembered.get(idHash);
    const isVouchedFor = known !== undefined && this.#clock.steadyMs() - known.vouchedAtMs <= rememberedMs;
    if (!isVouchedFor || known.expiresAtMs <= now.getTime()) return { storageAway: true } as Session;
    return { ...known.session, storageAway: true };
  }
}
