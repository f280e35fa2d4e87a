import type { SessionRow } from "../../store/sessions.ts";

/**
 * Longer than the longest pause between two readings of a page (a minute), so that a page that polls goes on being
 * answered while a database fails over; short, since a session may have been ended from elsewhere just before.
 */
const rememberedMs = 5 * 60_000;
const rememberedAtMost = 1_000;

/**
 * The sessions that the database has vouched for within the last minutes, as it keeps them (encrypted). Asked only
 * while the database cannot be reached: as long as it answers, a session that was ended is dead at once.
 */
export class RecentSessions {
  readonly #seen = new Map<string, { row: SessionRow; atMs: number }>();

  /** The database has just given this session. */
  remember(row: SessionRow, now: Date): void {
    this.#seen.delete(row.id_hash);
    this.#seen.set(row.id_hash, { row, atMs: now.getTime() });
    for (const [oldest, { atMs }] of this.#seen) {
      if (this.#seen.size <= rememberedAtMost && now.getTime() - atMs <= rememberedMs) break;
      this.#seen.delete(oldest);
    }
  }

  /** The session has ended, or the database knows none of this id. */
  forget(idHash: string): void {
    this.#seen.delete(idHash);
  }

  /** The session, if the database gave it a short while ago and it has not ended at `now`. */
  find(idHash: string, now: Date): SessionRow | undefined {
    const seen = this.#seen.get(idHash);
    if (seen === undefined || now.getTime() - seen.atMs > rememberedMs) return undefined;
    return seen.row.expires_at > now.toISOString() ? seen.row : undefined;
  }
}
