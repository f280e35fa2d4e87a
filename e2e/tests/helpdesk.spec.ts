import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Problem } from "@catalog-deck/contract";
import type { Browser } from "@playwright/test";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import {
  card,
  catalogAtCitrix,
  chooseImage,
  expect,
  openAs,
  sessionOf,
  test,
  updatesSent,
} from "../support/journey.ts";

/** An administrator somewhere else starts an update of Accounting. */
async function startInAnotherBrowser(browser: Browser, deck: Deck): Promise<void> {
  const other = await browser.newContext();
  const office = await other.newPage();
  await openAs(office, deck, admin);
  const form = await chooseImage(office, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(office.getByRole("region", { name: "Update under way" })).toBeVisible();
  await other.close();
}

test("helpdesk sees an update live and is offered no change", async ({ page, browser, deck }) => {
  await openAs(page, deck, helpdesk);
  await expect(page.getByRole("article")).toHaveCount(24);
  await expect(page.getByRole("link", { name: /^Update image/ })).toHaveCount(0);

  await startInAnotherBrowser(browser, deck);

  await expect(card(page, "Accounting")).toContainText("Updating");
  await expect(card(page, "Accounting")).toContainText("by ada");
  await page.getByRole("link", { name: "Updates", exact: true }).first().click();
  await expect(page.getByRole("row", { name: /Accounting/ })).toBeVisible();
  await page.getByRole("link", { name: "Images", exact: true }).first().click();
  await expect(page.getByText("Win11-24H2-Nov").first()).toBeVisible();

  await page.goto(`${deck.url}/catalogs/${(await catalogAtCitrix(deck, "Legal")).id}/update`);
  await expect(page.getByText("Only administrators can start updates")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Update/ })).toHaveCount(0);
  expect(await updatesSent(deck)).toHaveLength(1);
});

test("every direct change by a helpdesk account is refused before Citrix is asked", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk);
  const { csrfToken, connections } = await sessionOf(page, deck);
  const catalog = await catalogAtCitrix(deck, "Legal");
  const image = (await catalogAtCitrix(deck, "Onboarding-Spring")).imageId;
  const path = `${deck.url}/api/connections/${connections[0]?.id}/catalogs/${catalog.id}/image-updates`;
  const body = { imageId: image, expectedImageId: catalog.imageId, vdaUpdateDelay: 60 };
  const withToken = { "x-csrf-token": csrfToken, "idempotency-key": randomUUID() };
  const attempts = [
    { data: body, headers: withToken },
    { data: body, headers: {} },
    { data: {}, headers: withToken },
    { data: { ...body, role: "admin" }, headers: { ...withToken, "x-role": "admin" } },
  ];
  for (const attempt of attempts) {
    const answer = await page.request.post(path, attempt);
    expect(answer.status()).toBe(403);
    expect(answer.headers()["content-type"]).toContain("application/problem+json");
    expect(((await answer.json()) as Problem).code).toBe("forbidden");
  }
  expect((await page.request.get(`${deck.url}/api/audit`)).status()).toBe(403);
  expect(await updatesSent(deck)).toEqual([]);
  expect((await catalogAtCitrix(deck, "Legal")).state).toBe("Active");
});

test("whoever is not signed in gets nothing", async ({ request, deck }) => {
  const { id } = await catalogAtCitrix(deck, "Legal");
  for (const path of ["catalogs", `catalogs/${id}`, "images", "image-updates"]) {
    expect((await request.get(`${deck.url}/api/connections/default/${path}`)).status()).toBe(401);
  }
  const sent = await request.post(`${deck.url}/api/connections/default/catalogs/${id}/image-updates`, { data: {} });
  expect(sent.status()).toBe(401);
});

test("helpdesk copies and saves what Citrix Support asks for, from the catalog and from its update", async ({
  page,
  browser,
  context,
  deck,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await startInAnotherBrowser(browser, deck);

  const { id } = await catalogAtCitrix(deck, "Accounting");
  await openAs(page, deck, helpdesk, `/catalogs/${id}`);
  // What comes above it moves the button.
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  const support = page.getByRole("region", { name: "For Citrix Support" });
  // Looked for at every frame: it shows for 1.6 s, and a busy machine can miss that between two looks from outside.
  const copied = page.waitForFunction(() => document.body.innerText.includes("Copied"));
  await support.getByRole("button", { name: "Copy for Citrix Support" }).click();
  await copied;
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const [sent] = await updatesSent(deck);
  for (const part of [
    "Accounting",
    id,
    deck.simulator.customerId,
    deck.simulator.siteId,
    String(sent?.transactionId),
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/^ {2}Requested: +\d{4}-\d\d-\d\dT[\d:.]+Z \(.*\d\d:\d\d:\d\d (CET|CEST|GMT\+[12])\)$/m);
  for (const secret of [deck.simulator.clientSecret, admin.username, helpdesk.username]) {
    expect(text).not.toContain(secret);
  }

  await page.getByRole("link", { name: "Open update" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("region", { name: "For Citrix Support" }).getByRole("button", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^catalog-deck-support-Accounting-\d{4}-\d\d-\d\d\.txt$/);
  expect(readFileSync(await file.path(), "utf8")).toContain(String(sent?.transactionId));
});

test("helpdesk finds a catalog by the address that a user reads out", async ({ page, deck }) => {
  const { id } = await catalogAtCitrix(deck, "Legal");
  await deck.simulator.control.patchCatalog(id, { storeFrontUrl: "https://legal-desks.cloud.com" });
  await openAs(page, deck, helpdesk, "/catalogs?q=legal-desks");
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(card(page, "Legal")).toBeVisible();
});
