import { expect, test } from "vitest";
import { SteppedClock } from "../testing/test-app.ts";
import { SignInThrottle } from "./sign-in-throttle.ts";

const minuteMs = 60_000;

test("attempts at once count from their beginning: only five passwords of an account are tried", () => {
  const throttle = new SignInThrottle(new SteppedClock());
  const attempts = Array.from({ length: 20 }, (_, index) => throttle.begin("admin", `10.0.0.${index}`));
  expect(attempts.filter((attempt) => "succeeded" in attempt)).toHaveLength(5);
});

test("the wait ends when the oldest of the last five is 5 minutes old", () => {
  const clock = new SteppedClock();
  const throttle = new SignInThrottle(clock);
  for (let attempt = 0; attempt < 5; attempt++) {
    throttle.begin("admin", "10.0.0.1");
    clock.advance(minuteMs);
  }
  clock.advance(-minuteMs);
  expect(throttle.begin("admin", "10.0.0.1")).toMatchObject({ waitMs: minuteMs });
  clock.advance(minuteMs);
  expect(throttle.begin("admin", "10.0.0.1")).toHaveProperty("succeeded");
});

test("a right password takes its account's count back", () => {
  const throttle = new SignInThrottle(new SteppedClock());
  for (let attempt = 0; attempt < 30; attempt++) {
    const begun = throttle.begin("admin", "10.0.0.1");
    if (!("succeeded" in begun)) throw new Error(`attempt ${attempt} was refused`);
    begun.succeeded();
  }
});

test("one address may fail fifty times over all accounts; only the first refusal is news", () => {
  const clock = new SteppedClock();
  const throttle = new SignInThrottle(clock);
  for (let account = 0; account < 50; account++) {
    expect(throttle.begin(`account ${account}`, "10.0.0.1")).toHaveProperty("succeeded");
  }
  expect(throttle.begin("another", "10.0.0.1")).toMatchObject({ isNews: true });
  expect(throttle.begin("another", "10.0.0.1")).toMatchObject({ isNews: false });
  expect(throttle.begin("another", "10.0.0.2")).toHaveProperty("succeeded");
  clock.advance(5 * minuteMs);
  throttle.forgetOld();
  expect(throttle.begin("another", "10.0.0.1")).toHaveProperty("succeeded");
});
