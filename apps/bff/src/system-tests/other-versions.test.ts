import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../store/database.ts";
import type { ProgramName } from "../testing/built-programs.ts";
import { runCommand } from "../testing/commands.ts";
import { databases, settingsFor, type TestDatabase } from "../testing/databases.ts";

describe.each(databases)("commands beside a server of another version, on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  const known = async () => (await sql`select name, timestamp from kysely_migration order by name`.execute(store)).rows;

  /** What a command says and how it ends, where nothing is changed and nothing made. */
  async function refusal(program: ProgramName, ...args: string[]) {
    const before = await known();
    const folder = await mkdtemp(join(tmpdir(), "catalog-deck-other-version-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const given = args.map((arg) => (arg === "<file>" ? join(folder, "copy.sqlite") : arg));
    const { code, said } = await runCommand(program, settingsFor(opened.options), ...given);
    expect(await known()).toEqual(before);
    expect(await readdir(folder)).toEqual([]);
    expect(said).not.toContain("\n");
    return { code, said };
  }

  test("a newer version: accounts, verify-audit and backup say so", async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2030')`.execute(store);
    const says = expect.stringContaining(
      "a newer version of Catalog Deck has changed; it should be used with that version",
    );
    expect(await refusal("accounts", "list")).toEqual({ code: 1, said: says });
    // 1 is for a log that is broken.
    expect(await refusal("verify-audit")).toEqual({ code: 2, said: says });
    if (opened.options.kind === "sqlite") expect(await refusal("backup", "<file>")).toEqual({ code: 1, said: says });
    await sql`delete from kysely_migration where name = '9999-future'`.execute(store);
  });

  test("an older version: accounts leaves the upgrade to the server, and what only reads does its work", async () => {
    await sql`delete from kysely_migration where name > '0002'`.execute(store);
    expect(await refusal("accounts", "create", "ada", "--role", "admin", "--generate")).toEqual({
      code: 1,
      said: expect.stringContaining(
        "an older version of Catalog Deck has made; it should be upgraded first: start the server of this version",
      ),
    });
    expect(await refusal("verify-audit")).toMatchObject({ code: 0 });
  });
});
