import type { Page } from "@playwright/test";
import { admin, helpdesk } from "../support/deck.ts";
import {
  answerTo,
  catalogAtCitrix,
  chooseImage,
  expect,
  openAs,
  sessionOf,
  signIn,
  test,
  updatesSent,
} from "../support/journey.ts";

const bea = { username: "bea", password: "lantern harbour seventeen" };

/** A page of the first administrator with a filled in form, and another administrator's sign-in in a second tab. */
async function formOfFirst(page: Page, deck: Parameters<typeof openAs>[1]) {
  await openAs(page, deck, admin, "/catalogs?q=accounting");
  const { csrfToken } = await sessionOf(page, deck);
  const headers = { "x-csrf-token": csrfToken };
  const data = { ...bea, displayName: "Bea Second", role: "admin" };
  const made = await answerTo(() => page.request.post(`${deck.url}/api/accounts`, { headers, data }));
  expect(made.status()).toBe(201);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel("Reason for this update").fill("as the first one");
  return form;
}

test("a form is never sent as the person who has signed in in another tab; its own person may go on", async ({
  page,
  context,
  deck,
}) => {
  const form = await formOfFirst(page, deck);
  const secondTab = await context.newPage();
  await openAs(secondTab, deck, bea);

  await form.getByRole("button", { name: "Update image" }).click();
  const said = page.getByRole("dialog", { name: "Someone else is signed in now" });
  await expect(said).toContainText("Bea Second has signed in from another tab");
  await expect(said).toContainText("Nothing was sent.");
  expect(await updatesSent(deck)).toEqual([]);

  await signIn(page, admin);
  await expect(said).toBeHidden();
  await expect(form.getByLabel("Reason for this update")).toHaveValue("as the first one");
  await form.getByRole("button", { name: "Update image" }).click();
  const underWay = page.getByRole("region", { name: "Update under way" });
  await expect(underWay).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
  const catalog = await catalogAtCitrix(deck, "Accounting");
  const history = await page.request.get(`${deck.url}/api/connections/default/image-updates?catalogId=${catalog.id}`);
  expect((await history.json()).items).toMatchObject([{ requestedBy: { displayName: admin.username } }]);
});

test("whoever has signed in meanwhile goes on as themselves, with nothing of the form", async ({
  page,
  context,
  deck,
}) => {
  const form = await formOfFirst(page, deck);
  const secondTab = await context.newPage();
  await openAs(secondTab, deck, helpdesk);

  await form.getByRole("button", { name: "Update image" }).click();
  await page.getByRole("button", { name: "Continue as Hedy Helpdesk" }).click();
  await expect(page.getByText("Only administrators can start updates")).toBeVisible();
  await expect(page.getByLabel("Reason for this update")).toHaveCount(0);
  expect(await updatesSent(deck)).toEqual([]);
});
