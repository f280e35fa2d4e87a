import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { admin, type Deck } from "../support/deck.ts";
import { catalogAtCitrix } from "../support/journey.ts";
import { expect, signedIn, test } from "../support/language-journey.ts";
import { wordsOf } from "../support/words.ts";

test.describe("a browser that asks for German", () => {
  test.use({ language: "de" });

  test("gets German pages, with dates and numbers as Germans write them, and no English left over", async ({
    page,
    deck,
    open,
    say,
  }) => {
    await signedIn(page, deck);
    const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
    for (const path of [
      "/sign-in",
      "/catalogs",
      "/catalogs?view=table",
      `/catalogs/${id}`,
      `/catalogs/${id}/update`,
      "/images",
      `/images/${imageId}`,
      "/updates",
      "/audit",
      "/accounts",
      "/account",
    ]) {
      await open(path);
      await expect(page.locator("html")).toHaveAttribute("lang", "de");
      expect.soft(await englishIn(page, deck), path).toEqual([]);
    }
    // What Citrix says in English about a warning that has German words is left out on the cards.
    await open("/catalogs");
    await expect(page.getByRole("article", { name: "Design-Studio" })).toContainText("Noch keine Benutzer zugewiesen");
    await expect(page.getByText("No user is assigned to the catalog.")).toHaveCount(0);
    await expect(page.getByText("The catalog is not deployed yet.")).toHaveCount(0);
    await open(`/images/${imageId}`);
    await expect(page.getByText(/\d{1,2}\.\s?(\d{1,2}\.|[A-ZÄ][a-zä]+\.?)\s?\d{4}/).first()).toBeVisible();
    await open(`/catalogs/${id}`);
    await expect(page.getByRole("heading", { name: say("facts") })).toBeVisible();
  });

  test("gets the words of what goes wrong in German, with what Citrix said as it said it", async ({
    page,
    deck,
    open,
    say,
  }) => {
    await signedIn(page, deck);
    await deck.simulator.control.setFault({ operation: "getImage", kind: "status", status: 500 });
    const { imageId } = await catalogAtCitrix(deck, "Legal");
    await open(`/images/${imageId}`);
    await expect(page.getByRole("alert")).toContainText(say("problem_citrix_unavailable"));
    await deck.simulator.control.clearFaults();
    await deck.simulator.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
    const { id } = await catalogAtCitrix(deck, "Legal");
    await open(`/catalogs/${id}/update`);
    const form = page.getByRole("dialog");
    await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
    await form.getByText("Win11-24H2-Nov", { exact: true }).click();
    await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
    await expect(form).toBeHidden();
    await open("/updates");
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page.getByText(say("seen_answer_lost"))).toBeVisible();
    expect(await englishIn(page, deck)).toEqual([]);
  });
});

test("the language chosen on the sign-in page stays: through sign-in, reloads and pages", async ({
  page,
  deck,
  open,
}) => {
  await open("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const say = wordsOf("de");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("sign_in") })).toBeVisible();
  await expect(page.getByRole("button", { name: "Deutsch" })).toHaveAttribute("aria-pressed", "true");
  await page.getByLabel(say("user_name")).fill(admin.username);
  await page.getByLabel(say("password")).fill(admin.password);
  await page.getByRole("button", { name: say("sign_in"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kataloge" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Kataloge" })).toBeVisible();
  await page.goto(`${deck.url}/catalogs?q=sales`);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.getByRole("link", { name: "Images", exact: true }).click();
  await page.getByRole("button", { name: "Konto von ada" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("link", { name: "Catalogs", exact: true })).toBeVisible();
});

/** Whole words that stand in the English messages and in no German one: seen on a German page they were forgotten. */
function wordsOnlyEnglish(): Set<string> {
  const folders = ["../../apps/web/messages", "../../packages/domain/messages"].map((path) =>
    join(import.meta.dirname, path),
  );
  const [english, german] = ["en", "de"].map((language) =>
    folders
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".json") && file.includes(language))
          .map((file) => readFileSync(join(folder, file), "utf8")),
      )
      .flatMap((text) =>
        Object.values(JSON.parse(text) as Record<string, unknown>).map((value) => JSON.stringify(value)),
      )
      .join(" ")
      .replace(/\{\w+\}/g, " ")
      .toLowerCase(),
  );
  const wordsOf = (text = "") => text.match(/[a-zäöüß]{3,}/g) ?? [];
  const known = new Set(wordsOf(german));
  return new Set(wordsOf(english).filter((word) => !known.has(word)));
}

const onlyEnglish = wordsOnlyEnglish();
/** What people and Citrix have named, and what Citrix says, stays as it is. */
const named = "code, [lang]:not(html), time, noscript";

/** The English words on the page, each with the text that it stands in; names and ids left out. */
async function englishIn(page: Page, deck: Deck): Promise<string[]> {
  const names = (await deck.simulator.control.catalogs()).map(({ name = "" }) => name);
  // A warning that is not in the contract gets its words from its own name.
  names.push("Hosting certificate expires soon");
  // What Citrix itself writes above a message that has no title.
  names.push("Help desk message");
  const texts = await page.evaluate((skipped) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent?.closest(`script, style, ${skipped}`)) continue;
      found.push(walker.currentNode.textContent ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label],[title],[placeholder]")) {
      for (const name of ["aria-label", "title", "placeholder"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  }, named);
  return texts
    .filter((text) => !text.includes("\\"))
    .flatMap((whole) => {
      const text = names.reduce((rest, name) => rest.replaceAll(name, ""), whole);
      const words = (text.match(/(?<![\w.-])[A-Za-zäöüß]{3,}(?![\w-])/g) ?? []).filter((word) =>
        onlyEnglish.has(word.toLowerCase()),
      );
      return words.length > 0 ? [`${words.join(" ")}: ${text.trim().slice(0, 100)}`] : [];
    });
}
