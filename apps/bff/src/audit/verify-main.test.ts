import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteAdapter, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "../store/database.ts";
import { runCommand } from "../testing/commands.ts";
import { databases, settingsFor, type TestDatabase } from "../testing/databases.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import { AuditLog } from "./audit-log.ts";

/** Runs the command as a process of its own, with nothing but these settings. */
const verifyAudit = (settings: Record<string, string>, ...args: string[]) =>
  runCommand("verify-audit", settings, ...args);

describe.each(databases)("verify-audit on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  let settings: Record<string, string>;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
    settings = settingsFor(opened.options);
    const audit = new AuditLog(store, new SteppedClock());
    for (let number = 1; number <= 5; number++) await audit.append({ kind: "signed-out", details: { number } });
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("says that the log is whole, while a server has it open, and compares it with a noted head", async () => {
    const whole = await verifyAudit(settings);
    expect(whole).toEqual({
      code: 0,
      said: expect.stringMatching(/^The audit log is intact: 5 entries\. Head 5:[0-9a-f]{64}$/),
    });
    const head = whole.said.split("Head ")[1] ?? "";
    const audit = new AuditLog(store, new SteppedClock());
    await audit.append({ kind: "signed-out", details: { number: 6 } });
    const later = await verifyAudit(settings, "--expect-head", head);
    expect(later).toMatchObject({
      code: 0,
      said: expect.stringContaining("6 entries, and entry 5 is the one that was noted"),
    });
    const other = await verifyAudit(settings, "--expect-head", `5:${"0".repeat(64)}`);
    expect(other).toMatchObject({ code: 1, said: expect.stringContaining("BROKEN at entry 5") });
    const beyond = await verifyAudit(settings, "--expect-head", `9:${"0".repeat(64)}`);
    expect(beyond).toMatchObject({
      code: 1,
      said: expect.stringContaining("an entry that was noted is no longer there"),
    });
  });

  test("names the first entry that does not fit", async () => {
    const onSqlite = store.getExecutor().adapter instanceof SqliteAdapter;
    await sql
      .raw(onSqlite ? "drop trigger audit_log_no_update" : "alter table audit_log disable trigger user")
      .execute(store);
    await store.updateTable("audit_log").set({ entry: "{}" }).where("sequence", "=", 3).execute();
    expect(await verifyAudit(settings)).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^The audit log is BROKEN at entry 3: .+ 2 before it are intact\. Head 6:[0-9a-f]{64}$/,
      ),
    });
  });
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-verify-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe("verify-audit that cannot read the log", () => {
  test.each([
    { what: "without a database", args: [], says: "cannot be read" },
    { what: "with a head that is none", args: ["--expect-head", "5"], says: "Usage" },
    { what: "with an option that it does not know", args: ["--mend"], says: "Usage" },
  ])("$what says so and leaves with 2", async ({ args, says }) => {
    const answer = await verifyAudit({ DATA_DIR: await emptyFolder() }, ...args);
    expect(answer).toMatchObject({ code: 2, said: expect.stringContaining(says) });
  });

  test("from a PostgreSQL that is away shows no password", async () => {
    const answer = await verifyAudit({ DATABASE_URL: "postgres://deck:hidden-word@127.0.0.1:9/deck" });
    expect(answer).toMatchObject({ code: 2, said: expect.stringContaining("cannot be read") });
    expect(answer.said).not.toContain("hidden-word");
  });

  test("needs no settings of Citrix, and takes the demo's log where there is no other", async () => {
    const folder = await emptyFolder();
    const store = await openStore({ kind: "sqlite", file: join(folder, "demo.sqlite") });
    await store.destroy();
    expect(await verifyAudit({ DATA_DIR: folder })).toEqual({
      code: 0,
      said: "The audit log is intact: 0 entries. Head 0:none",
    });
  });
});
