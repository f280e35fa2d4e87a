import { admin } from "../support/deck.ts";
import { card, expect, signIn, test } from "../support/journey.ts";

test("signs in to the page that was asked for, stays signed in, and signs out", async ({ page, deck }) => {
  await page.goto(`${deck.url}/images`);
  await signIn(page, admin);
  await expect(page).toHaveURL(`${deck.url}/images`);
  await expect(page.getByRole("heading", { name: "Images", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Images", exact: true })).toBeVisible();

  await page.getByRole("button", { name: /^Account of ada/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get(`${deck.url}/api/session`)).status()).toBe(401);
  await page.goto(`${deck.url}/catalogs`);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("refuses a wrong password in words, and lets the right one in", async ({ page, deck }) => {
  await page.goto(`${deck.url}/`);
  await signIn(page, { ...admin, password: "wrong" });
  await expect(page.getByRole("alert")).toContainText("User name or password is wrong.");
  await signIn(page, admin);
  await expect(card(page, "Accounting")).toBeVisible();
});

test("the session cookie is out of reach for scripts and other sites, and no token reaches the browser", async ({
  page,
  context,
  deck,
}) => {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/api/")) bodies.push(response.text().catch(() => ""));
  });
  await page.goto(deck.url);
  await signIn(page, admin);
  await expect(card(page, "Accounting")).toBeVisible();
  const cookies = await context.cookies();
  expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
    { name: "deck_session", httpOnly: true, sameSite: "Strict" },
  ]);
  const everything = (await Promise.all(bodies)).join("\n");
  expect(everything).not.toContain(deck.simulator.clientSecret);
  expect(everything.toLowerCase()).not.toContain("bearer");
});
