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

// Of several tries the least counts: what it takes when nothing else runs on the machine, since journeys run beside it.

test("with 1,000 catalogs and a processor four times as slow a key in the search answers within 200 ms", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article").first()).toBeVisible();
  await noteEvents(page);
  const { by } = await slowDown(page);
  await by(slowerBy);
  const tries: number[] = [];
  for (const text of ["sales", "berlin", "finance", "hr-", "win11"]) {
    await page.getByRole("searchbox").focus();
    let slowest = 0;
    for (const key of text) {
      await page.keyboard.press(key);
      slowest = Math.max(slowest, await slowestMs(page));
    }
    tries.push(slowest);
    await page.getByRole("searchbox").fill("");
    await slowestMs(page);
  }
  await by(1);
  console.log(`typing in the search, 1,000 catalogs, 4x slower: ${tries.join(", ")} ms for the slowest key of a word`);
  expect(Math.min(...tries)).toBeLessThanOrEqual(atMostMs);
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
  const opening: number[] = [];
  const moving: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    await slowestMs(page);
    await update.click();
    await expect(form.getByRole("slider")).toBeVisible();
    opening.push(await slowestMs(page));
    await form.getByRole("slider").focus();
    await slowestMs(page);
    let slowest = 0;
    for (const key of ["ArrowRight", "ArrowRight", "PageUp", "ArrowLeft", "End", "Home"]) {
      await page.keyboard.press(key);
      slowest = Math.max(slowest, await slowestMs(page));
    }
    moving.push(slowest);
    await page.keyboard.press("Escape");
    await expect(form).toBeHidden();
  }
  await by(1);
  console.log(`opening the form, 1,000 catalogs, 4x slower: ${opening.join(", ")} ms`);
  console.log(`moving the slider, 1,000 catalogs, 4x slower: ${moving.join(", ")} ms for the slowest key of six`);
  expect(Math.min(...opening)).toBeLessThanOrEqual(atMostMs);
  expect(Math.min(...moving)).toBeLessThanOrEqual(atMostMs);
});
