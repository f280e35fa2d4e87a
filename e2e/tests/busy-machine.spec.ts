import type { CDPSession, Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { expect, openAs, test } from "../support/journey.ts";

test.use({ simulated: { fleet: { catalogs: 1_000 } } });

const atMostMs = 200;
const slowerBy = 4;

/** Lets the page's processor be slower by a factor; 1 is as fast as the machine is. */
async function slowDown(page: Page): Promise<{ cdp: CDPSession; by(rate: number): Promise<void> }> {
  const cdp = await page.context().newCDPSession(page);
  return {
    cdp,
    by: async (rate) => {
      await cdp.send("Emulation.setCPUThrottlingRate", { rate });
    },
  };
}

/** Notes every event of the person from now on: from its beginning to the paint that shows its answer. */
async function noteEvents(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted: { name: string; durationMs: number }[] = [];
    Object.assign(window, { noted });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) noted.push({ name: entry.name, durationMs: entry.duration });
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** The slowest event since the last question; entries come with the frame after their paint. */
async function slowestMs(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    const { noted } = window as unknown as { noted: { durationMs: number }[] };
    return Math.max(0, ...noted.splice(0).map(({ durationMs }) => durationMs));
  });
}

/** Presses keys one after the other, each when the one before is answered; the slowest of their answers. */
async function slowestKeyMs(page: Page, keys: Iterable<string>): Promise<number> {
  let slowest = 0;
  for (const key of keys) {
    await page.keyboard.press(key);
    slowest = Math.max(slowest, await slowestMs(page));
  }
  return slowest;
}

/**
 * Tries five times, prints every try, and looks at the one in the middle; what else runs on the machine can make single
 * ones slow, and for a while most of them: then once or twice more.
 * @param one one try: its times in milliseconds, each by its name
 */
async function expectQuick(one: (turn: number) => Promise<Record<string, number>>): Promise<void> {
  const best: Record<string, number> = {};
  for (let round = 0; round < 3; round += 1) {
    const timesMs: Record<string, number[]> = {};
    for (let turn = 0; turn < 5; turn += 1) {
      for (const [what, ms] of Object.entries(await one(turn))) timesMs[what] = [...(timesMs[what] ?? []), ms];
    }
    for (const [what, tries] of Object.entries(timesMs)) {
      const middleMs = tries.toSorted((a, b) => a - b)[2] ?? Infinity;
      console.log(`${what}, 1,000 catalogs, ${slowerBy}x slower: ${tries.join(", ")} ms; in the middle ${middleMs} ms`);
      best[what] = Math.min(best[what] ?? Infinity, middleMs);
    }
    if (Object.values(best).every((ms) => ms <= atMostMs)) return;
  }
  expect(Math.max(...Object.values(best)), JSON.stringify(best)).toBeLessThanOrEqual(atMostMs);
}

test("with 1,000 catalogs and a processor four times as slow a key in the search answers within 200 ms", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  const field = page.getByRole("searchbox");
  const shownBy = { cards: page.getByRole("article"), table: page.getByRole("table", { name: "Catalogs" }) };
  const { by } = await slowDown(page);
  const words = ["sales", "berlin", "finance", "hr-", "win11"];
  for (const view of ["cards", "table"] as const) {
    if (view === "table") await page.goto(`${deck.url}/catalogs?view=table`);
    await expect(shownBy[view].first()).toBeVisible();
    await noteEvents(page);
    await by(slowerBy);
    await expectQuick(async (turn) => {
      await field.focus();
      const ms = await slowestKeyMs(page, words[turn] ?? "");
      await field.fill("");
      await slowestMs(page);
      return { [`the slowest key of a word in the search, ${view}`]: ms };
    });
    await by(1);
  }
});

test("with 1,000 catalogs and a processor four times as slow the form opens and its slider moves within 200 ms", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin, "/catalogs?show=active");
  const update = page.getByRole("link", { name: /^Update image of/ }).first();
  await expect(update).toBeVisible();
  const form = page.getByRole("dialog", { name: "Update image" });
  // Once as fast as the machine is: what is loaded on demand, and the lists, are there from then on.
  await update.click();
  await expect(form.getByRole("slider")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await noteEvents(page);
  const { by } = await slowDown(page);
  await by(slowerBy);
  await expectQuick(async () => {
    await slowestMs(page);
    await update.click();
    await expect(form.getByRole("slider")).toBeVisible();
    const opening = await slowestMs(page);
    await form.getByRole("slider").focus();
    await slowestMs(page);
    const moving = await slowestKeyMs(page, ["ArrowRight", "ArrowRight", "PageUp", "ArrowLeft", "End", "Home"]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(form).toBeHidden();
    return { "opening the form": opening, "the slowest of six keys on its slider": moving };
  });
});
