import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import type { Store } from "./database.ts";
import { deleteExpiredTokens, markUsed } from "./used-tokens.ts";

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let first: Store;
  let second: Store;
  beforeAll(async () => {
    opened = await start();
    [first, second] = [await opened.open(), await opened.open()];
  });
  afterAll(async () => {
    await first.destroy();
    await second.destroy();
    await opened.close();
  });

  test("a token counts once, whichever instances are shown it at the same moment", async () => {
    const until = "2026-03-02T09:10:00.000Z";
    const shown = Array.from({ length: 10 }, (_, index) =>
      markUsed(index % 2 === 0 ? first : second, "a token", until),
    );
    expect((await Promise.all(shown)).filter(Boolean)).toHaveLength(1);
    expect(await markUsed(second, "a token", until)).toBe(false);
    expect(await markUsed(second, "another", until)).toBe(true);
  });

  test("it is remembered as long as it could be shown again", async () => {
    await markUsed(first, "early", "2026-03-02T09:00:00.000Z");
    await markUsed(first, "late", "2026-03-02T09:20:00.000Z");
    await deleteExpiredTokens(second, "2026-03-02T09:10:00.000Z");
    expect(await markUsed(second, "late", "2026-03-02T09:20:00.000Z")).toBe(false);
    expect(await markUsed(second, "early", "2026-03-02T09:20:00.000Z")).toBe(true);
  });

  test("a use that its transaction takes back did not happen", async () => {
    const attempt = first.transaction().execute(async (trx) => {
      await markUsed(trx, "taken back", "2026-03-02T09:20:00.000Z");
      throw new Error("the sessions could not be ended");
    });
    await expect(attempt).rejects.toThrow("could not be ended");
    expect(await markUsed(second, "taken back", "2026-03-02T09:20:00.000Z")).toBe(true);
  });
});
