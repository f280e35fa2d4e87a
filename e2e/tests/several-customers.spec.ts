import { writeFile } from "node:fs/promises";
import { startSimulator } from "@catalog-deck/simulator";
import { admin, startBff } from "../support/deck.ts";
import { card, expect, signIn, test } from "../support/journey.ts";

/** Two customers with the same ids; the second one's catalogs are called otherwise. */
async function startWithTwoCustomers(file: string, access: { visibleTo?: { roles: string[] } } = {}) {
  const simulators = await Promise.all(
    ["contoso", "fabrikam"].map((customerId) => startSimulator({ customerId, siteId: "one-site", clock: "stepped" })),
  );
  const [contoso, fabrikam] = simulators;
  if (contoso === undefined || fabrikam === undefined) throw new Error("no simulators");
  const accounting = (await fabrikam.control.catalogs()).find(({ name }) => name === "Accounting");
  await fabrikam.control.patchCatalog(accounting?.id ?? "", { name: "Fabrikam only" });
  const connections = simulators.map(({ baseUrl, customerId, clientId, clientSecret }, number) => ({
    id: number === 0 ? "c" : "c-2",
    name: number === 0 ? "Contoso" : "Fabrikam",
    apiBaseUrl: baseUrl,
    customerId,
    clientId,
    clientSecret,
    ...access,
  }));
  await writeFile(file, JSON.stringify(connections));
  const bff = await startBff({
    CONNECTIONS_FILE: file,
    INITIAL_ADMIN_USERNAME: admin.username,
    INITIAL_ADMIN_PASSWORD: admin.password,
  });
  return {
    url: bff.url,
    contoso,
    fabrikam,
    stop: async () => {
      await bff.stop();
      await Promise.all(simulators.map((simulator) => simulator.close()));
    },
  };
}

test("two customers are two places: paths, title, switcher, and nothing of one in the other", async ({
  page,
}, testInfo) => {
  const deck = await startWithTwoCustomers(testInfo.outputPath("connections.json"));
  await page.goto(`${deck.url}/catalogs`);
  await signIn(page, admin);
  await expect(page).toHaveURL(`${deck.url}/c/c/catalogs`);
  await expect(page).toHaveTitle(/ · Contoso · Catalog Deck$/);
  await expect(card(page, "Accounting")).toBeVisible();
  await expect(page.getByText("Fabrikam only")).toHaveCount(0);

  await page.getByRole("button", { name: "Connection: Contoso" }).click();
  await page.getByRole("menuitem", { name: "Fabrikam" }).click();
  await expect(page).toHaveURL(`${deck.url}/c/c-2/catalogs`);
  await expect(page).toHaveTitle(/ · Fabrikam · Catalog Deck$/);
  await expect(card(page, "Fabrikam only")).toBeVisible();
  await expect(card(page, "Accounting")).toHaveCount(0);

  // Links and a reload stay with the customer.
  await page.getByRole("link", { name: "Images", exact: true }).first().click();
  await expect(page).toHaveURL(`${deck.url}/c/c-2/images`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Images", exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/ · Fabrikam · Catalog Deck$/);
  await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
  await card(page, "Fabrikam only").getByRole("link", { name: "Fabrikam only", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${deck.url}/c/c-2/catalogs/`));
  await expect(page.getByRole("heading", { name: "Fabrikam only" })).toBeVisible();

  // The same catalog's address at the other customer shows the other's catalog.
  await page.goto(page.url().replace("/c/c-2/", "/c/c/"));
  await expect(page.getByRole("heading", { name: "Accounting", exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/ · Contoso · Catalog Deck$/);

  await page.goto(`${deck.url}/c/nowhere/catalogs`);
  await expect(page.getByRole("heading", { name: "There is no such connection here" })).toBeVisible();
  await page.getByRole("link", { name: "Go to catalogs" }).click();
  await expect(page).toHaveURL(`${deck.url}/c/c/catalogs`);
  await expect(card(page, "Accounting")).toBeVisible();
  await deck.stop();
});

test("whoever is shown no connection is told so, and can leave", async ({ page }, testInfo) => {
  const deck = await startWithTwoCustomers(testInfo.outputPath("connections.json"), {
    visibleTo: { roles: ["helpdesk"] },
  });
  await page.goto(`${deck.url}/catalogs`);
  await signIn(page, admin);
  await expect(page.getByRole("heading", { name: "You don't have access to a Citrix connection" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await deck.stop();
});
