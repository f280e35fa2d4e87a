import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../store/database.ts";
import { databases, type TestDatabase } from "../../testing/databases.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { SignInThrottle } from "./throttle.ts";

const minuteMs = 60_000;
const secret = Buffer.alloc(32, 7);

describe.each(databases)("on $database", ({ database, start }) => {
  let opened: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterEach(async () => void (await store.deleteFrom("sign_in_failures").execute()));
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("attempts at once count from their beginning, for all instances: five passwords of an account are tried", async () => {
    const clock = new SteppedClock();
    // SQLite serves one instance alone.
    const otherStore = database === "PostgreSQL" ? await opened.open() : store;
    const one = new SignInThrottle(store, clock, secret);
    const other = new SignInThrottle(otherStore, clock, secret);
    const attempts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? other : one).begin(`10.0.0.${index}`, "admin")),
    );
    if (otherStore !== store) await otherStore.destroy();
    expect(attempts.filter((attempt) => "succeeded" in attempt)).toHaveLength(5);
  });

  test("the wait ends when the oldest of the last five is 5 minutes old", async () => {
    const clock = new SteppedClock();
    const throttle = new SignInThrottle(store, clock, secret);
    for (let attempt = 0; attempt < 5; attempt++) {
      await throttle.begin("10.0.0.1", "admin");
      clock.advance(minuteMs);
    }
    clock.advance(-minuteMs);
    expect(await throttle.begin("10.0.0.1", "admin")).toMatchObject({ waitMs: minuteMs });
    clock.advance(minuteMs);
    expect(await throttle.begin("10.0.0.1", "admin")).toHaveProperty("succeeded");
  });

  test("a clock that is put back makes nobody wait longer than 5 minutes, and wrong passwords count as ever", async () => {
    const clock = new SteppedClock();
    const throttle = new SignInThrottle(store, clock, secret);
    for (let attempt = 0; attempt < 6; attempt++) await throttle.begin("10.0.0.1", "admin");
    clock.set(-30 * minuteMs);
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await throttle.begin("10.0.0.1", "admin")).toHaveProperty("succeeded");
    }
    expect(await throttle.begin("10.0.0.1", "admin")).toMatchObject({ waitMs: 5 * minuteMs, isNews: true });
    clock.advance(5 * minuteMs);
    expect(await throttle.begin("10.0.0.1", "admin")).toHaveProperty("succeeded");
  });

  test("a right password does not count, and leaves the wrong ones before it counted", async () => {
    const throttle = new SignInThrottle(store, new SteppedClock(), secret);
    for (let wrong = 0; wrong < 4; wrong++) await throttle.begin("10.0.0.1", "admin");
    for (let right = 0; right < 40; right++) {
      const begun = await throttle.begin("10.0.0.1", "admin");
      if (!("succeeded" in begun)) throw new Error(`attempt ${right} was refused`);
      await begun.succeeded();
    }
    expect(await throttle.begin("10.0.0.1", "admin")).toHaveProperty("succeeded");
    expect(await throttle.begin("10.0.0.1", "admin")).toHaveProperty("waitMs");
  });

  test("one address may fail thirty times over all accounts; only the first refusal is news", async () => {
    const clock = new SteppedClock();
    const throttle = new SignInThrottle(store, clock, secret);
    for (let account = 0; account < 30; account++) {
      expect(await throttle.begin(`2001:db8:1:2::${account}`, `account ${account}`)).toHaveProperty("succeeded");
    }
    expect(await throttle.begin("2001:db8:1:2:ffff::1", "another")).toMatchObject({ isNews: true });
    expect(await throttle.begin("2001:db8:1:2::1", "another")).toMatchObject({ isNews: false });
    expect(await throttle.begin("2001:db8:1:3::1", "another")).toHaveProperty("succeeded");
    clock.advance(5 * minuteMs);
    await throttle.forgetOld();
    expect(await store.selectFrom("sign_in_failures").selectAll().execute()).toEqual([]);
    expect(await throttle.begin("2001:db8:1:2::1", "another")).toHaveProperty("succeeded");
  });

  test("the table names neither accounts nor addresses", async () => {
    await new SignInThrottle(store, new SteppedClock(), secret).begin("203.0.113.7", "zoe");
    const text = JSON.stringify(await store.selectFrom("sign_in_failures").selectAll().execute());
    expect(text).not.toMatch(/zoe|203\.0/);
  });
});
