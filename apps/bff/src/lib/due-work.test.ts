import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { untraced } from "./background.ts";
import { DueWork, type DueWorkOptions } from "./due-work.ts";

const log = pino({ level: "silent" });
const workOf = (options: Pick<DueWorkOptions, "due" | "step">) =>
  new DueWork({ name: "tests", stepName: "test", background: untraced, log, ...options });

/** A promise that a test ends. */
function gate(): { open: () => void; opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

test("a slow step delays neither the others of its round nor those of the next", async () => {
  const slow = gate();
  const done: string[] = [];
  let round = 0;
  const slowOnes = Array.from({ length: 8 }, (_, index) => `slow ${index}`);
  const work = workOf({
    due: async () => {
      round += 1;
      return [...slowOnes, `quick ${round}`];
    },
    step: async (id) => {
      if (id.startsWith("slow")) await slow.opened;
      done.push(id);
    },
  });
  work.start();
  await eventually(() => expect(done).toContain("quick 3"));
  slow.open();
  await work.stop();
  expect(done.filter((id) => id.startsWith("slow")).sort()).toEqual(slowOnes);
});

test("one id is worked on once at a time, and again when it is due again", async () => {
  const { open, opened } = gate();
  let begun = 0;
  const work = workOf({
    due: async () => ["one"],
    step: async () => {
      begun += 1;
      await opened;
    },
  });
  const both = [work.runDue(), work.runDue()];
  await eventually(() => expect(begun).toBe(1));
  open();
  await Promise.all(both);
  await work.runDue();
  expect(begun).toBe(2);
});

test("a step that fails ends no round", async () => {
  const done: string[] = [];
  const work = workOf({
    due: async () => ["bad", "good"],
    step: async (id) => {
      if (id === "bad") throw new Error("no");
      done.push(id);
    },
  });
  await work.runDue();
  expect(done).toEqual(["good"]);
});

test("after the end nothing is begun, and what is under way is waited for", async () => {
  const { open, opened } = gate();
  const done: string[] = [];
  const work = workOf({
    due: async () => Array.from({ length: 12 }, (_, index) => `${index}`),
    step: async (id) => {
      await opened;
      done.push(id);
    },
  });
  const round = work.runDue();
  await pause(0);
  const stopped = work.stop();
  open();
  await Promise.all([round, stopped]);
  expect(done).toHaveLength(8);
});
