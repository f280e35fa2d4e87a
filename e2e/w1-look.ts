import { chromium } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";

const base = process.env.BASE ?? "http://127.0.0.1:8187";
const browser = await chromium.launch({ ...(await findBrowser()), headless: true });
const steps = (process.argv[2] ?? "light,dark,narrow").split(",");
for (const step of steps) {
  const narrow = step.includes("narrow");
  const context = await browser.newContext({
    viewport: narrow ? { width: 360, height: 780 } : { width: 1440, height: 1000 },
    colorScheme: step.includes("dark") ? "dark" : "light",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  page.on("console", (m) => {
    if (m.type() !== "info" && m.type() !== "debug") console.log(step, m.type(), m.text());
  });
  page.on("pageerror", (e) => console.log(step, "PAGEERROR", e.stack));
  await page.goto(`${base}/catalogs${step.includes("table") ? "?view=table" : ""}`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.screenshot({ path: `/tmp/w1/shots/sign-in-${step}.png` });
  await page.getByRole("button", { name: step.includes("helpdesk") ? "Helpdesk" : "Administrator" }).click();
  await page.getByRole("heading", { name: "Catalogs", exact: true }).waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `/tmp/w1/shots/catalogs-${step}.png` });
  if (step.includes("full")) await page.screenshot({ path: `/tmp/w1/shots/catalogs-${step}-all.png`, fullPage: true });
  if (step.includes("select")) {
    await page
      .getByRole("combobox", { name: "Image" })
      .or(page.getByRole("button", { name: "Image", exact: true }))
      .first()
      .click();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `/tmp/w1/shots/select-${step}.png` });
  }
  if (step.includes("menu")) {
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `/tmp/w1/shots/menu-${step}.png` });
  }
  await context.close();
}
await browser.close();
