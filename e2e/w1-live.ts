import { chromium } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";

const base = process.env.BASE ?? "http://127.0.0.1:8187";
const browser = await chromium.launch({ ...(await findBrowser()), headless: true });
const context = await browser.newContext({
  viewport: { width: 1440, height: 1000 },
  colorScheme: "light",
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
});
const page = await context.newPage();
page.on("console", (m) => {
  if (m.type() === "error" || m.type() === "warning") console.log(m.type(), m.text(), m.location().url);
});
page.on("pageerror", (e) => console.log("PAGEERROR", e.stack));
await page.goto(`${base}/catalogs`);
await page.getByRole("button", { name: "Administrator" }).click();
await page.getByRole("article", { name: "Accounting" }).waitFor();
await page.waitForTimeout(800);
// start updates straight through the BFF
const answer = await page.evaluate(async () => {
  const session = await (await fetch("/api/session")).json();
  const c = session.connections[0].id;
  const catalogs = (await (await fetch(`/api/connections/${c}/catalogs`)).json()).items;
  const images = (await (await fetch(`/api/connections/${c}/images`)).json()).items;
  const out: unknown[] = [];
  for (const name of ["Accounting", "Finance-Lab (rolls back)"]) {
    const catalog = catalogs.find((x: { name: string }) => x.name === name);
    const image = images.find((x: { name: string }) => x.name === "Win11-24H2-Nov");
    const r = await fetch(`/api/connections/${c}/catalogs/${catalog.id}/image-updates`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-csrf-token": session.csrfToken,
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify({
        imageId: image.id,
        expectedImageId: catalog.imageId,
        vdaUpdateDelay: 60,
        acknowledgedWarnings: [],
      }),
    });
    out.push([r.status, (await r.text()).slice(0, 300)]);
  }
  return out;
});
console.log(answer);
await page.mouse.move(2, 2);
await page.waitForTimeout(25000);
await page.screenshot({ path: "/tmp/w1/shots/live-1.png" });
await page.keyboard.press("?");
await page.waitForTimeout(600);
await page.screenshot({ path: "/tmp/w1/shots/keys.png" });
await page.keyboard.press("Escape");
await page
  .getByText(/runs Win11|Rolled back/)
  .filter({ visible: true })
  .first()
  .waitFor({ timeout: 120000 })
  .catch(() => console.log("no toast"));
await page.getByRole("region", { name: "Messages" }).getByText("Accounting runs").waitFor({ timeout: 120000 });
await page.waitForTimeout(700);
console.log(await page.title());
await page.screenshot({ path: "/tmp/w1/shots/live-2.png" });
await page.keyboard.press("g");
await page.keyboard.press("u");
await page.waitForURL("**/updates");
await page.keyboard.press("g");
await page.keyboard.press("c");
await page.waitForURL("**/catalogs");
await page.keyboard.press("/");
await page.keyboard.type("sales");
await page.waitForTimeout(500);
console.log(page.url());
// session end: sign out in another tab
await page.evaluate(async () => {
  const s = await (await fetch("/api/session")).json();
  await fetch("/api/session", { method: "DELETE", headers: { "x-csrf-token": s.csrfToken } });
});
await page.getByRole("dialog", { name: "Your session has ended" }).waitFor({ timeout: 60000 });
await page.waitForTimeout(500);
await page.screenshot({ path: "/tmp/w1/shots/session-end.png" });
await page.getByRole("dialog").getByRole("button", { name: "Administrator" }).click();
await page.getByRole("dialog").waitFor({ state: "detached" });
console.log("search kept:", await page.getByRole("searchbox").inputValue());
await context.setOffline(true);
await page.waitForTimeout(500);
await page.screenshot({ path: "/tmp/w1/shots/offline.png" });
await context.setOffline(false);
await browser.close();
