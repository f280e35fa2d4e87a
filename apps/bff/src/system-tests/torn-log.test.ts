import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { SeededRandom } from "../../reliability/crash/random.ts";
import { AuditLog } from "../audit/audit-log.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import { openStore } from "../store/database.ts";
import { insertSession, type SessionRow } from "../store/sessions.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

/** Printed, so that `DECK_SEED` can tear at the same places again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);
const writes = 40;
const tears = 40;

const session = (number: number): SessionRow => ({
  id_hash: `session-${number}`,
  payload: "p".repeat(400),
  created_at: "2026-03-02T09:00:00.000Z",
  last_used_at: "2026-03-02T09:00:00.000Z",
  expires_at: "2026-03-02T17:00:00.000Z",
  person_id: `person-${number}`,
  method: "password",
  provider_session: null,
  address: "127.0.0.1",
  user_agent: "",
});

test("a write-ahead log torn anywhere opens cleanly, with every write answered before the tear and none in halves", async () => {
  const random = new SeededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-torn-"));
  const file = join(folder, "deck.sqlite");
  const store = await openStore({ kind: "sqlite", file });
  onTestFinished(async () => {
    await store.destroy();
    await rm(folder, { recursive: true });
  });
  const audit = new AuditLog(store, new SteppedClock());
  // How long the log was when each write had been answered.
  const lengths: number[] = [];
  for (let number = 0; number < writes; number++) {
    await store.transaction().execute(async (trx) => {
      await insertSession(trx, session(number));
      await audit.append({ kind: "signed-in", details: { number } }, trx);
    });
    lengths.push((await stat(`${file}-wal`)).size);
  }
  const log = await readFile(`${file}-wal`);
  // The database is left open, as kill -9 leaves it: nothing is written back.
  for (let tear = 0; tear < tears; tear++) {
    const at = random.between(lengths[0] ?? 0, log.length - 1);
    const garbled = random.chance(0.5);
    const tail = garbled ? Buffer.from(Array.from({ length: log.length - at }, () => random.between(0, 255))) : [];
    const copy = join(folder, `torn-${tear}.sqlite`);
    await copyFile(file, copy);
    await writeFile(`${copy}-wal`, Buffer.concat([log.subarray(0, at), Buffer.from(tail)]));
    const torn = await openStore({ kind: "sqlite", file: copy });
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(torn);
    const kept = await torn.selectFrom("sessions").select("id_hash").orderBy("created_at").orderBy("id_hash").execute();
    const chain = await verifyChain(torn);
    await torn.destroy();
    const where = `DECK_SEED=${seed}, torn at ${at} of ${log.length}${garbled ? ", garbled" : ""}`;
    const answered = lengths.filter((length) => length <= at).length;
    expect(rows, where).toEqual([{ integrity_check: "ok" }]);
    expect(new Set(kept.map(({ id_hash }) => id_hash)), where).toEqual(
      new Set(Array.from({ length: answered }, (_, number) => `session-${number}`)),
    );
    expect(chain, where).toMatchObject({ entries: answered });
    expect(chain.firstBroken, where).toBeUndefined();
  }
  console.info(`torn log: DECK_SEED=${seed}, ${tears} tears over ${writes} writes, nothing lost that was answered`);
});
