import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const everyRule: RunOptions["runOnly"] = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};
/** What lies over a page: axe looks at it alone, the page below has been looked at before. */
const overlay = "[role=dialog],[role=alertdialog],[role=menu],[role=listbox]";

/** What axe finds on the page as it stands, or in what lies over it: rule, where, and what to do. */
export async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(
    async ({ over, rules }) => {
      const { axe } = window as unknown as { axe: { run(part: unknown, options: RunOptions): Promise<AxeResults> } };
      // A theme that has just been changed reaches colors that fade one frame later for each part around them.
      for (let still = 0; still < 3; ) {
        await new Promise((done) => requestAnimationFrame(done));
        still = document.getAnimations().some((moves) => moves instanceof CSSTransition) ? 0 : still + 1;
      }
      const part = [...document.querySelectorAll(over)].at(-1) ?? document;
      const { violations } = await axe.run(part, { runOnly: rules ?? [], resultTypes: ["violations"] });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
      );
    },
    { over: overlay, rules: everyRule },
  );
}

/** By how many pixels the page is wider than the window; no page may be. */
export async function overflowPx(page: Page): Promise<number> {
  return page.evaluate(overflowNow);
}

/** What stands against the page as it is now, whatever its width: what axe finds, and what moves though nothing should. */
export async function troubles(page: Page): Promise<string[]> {
  return [...(await findings(page)), ...(await page.evaluate(moving))];
}

/**
 * What does not fit: that the page has to be scrolled sideways at 200 % zoom (640 px) and 320 px wide (WCAG 1.4.10); and
 * there, with the spacing of 1.4.12, words that are cut off. Leaves the page as it was.
 */
export async function reflowTroubles(page: Page): Promise<string[]> {
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  const found: string[] = [];
  for (const { width, height } of [
    { width: 640, height: 450 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize({ width, height });
    if ((await overflowPx(page)) > 0) found.push(`${width} px: has to be scrolled: ${await page.evaluate(wideParts)}`);
  }
  await page.evaluate(spaceWords, true);
  if ((await overflowPx(page)) > 0) found.push(`spaced words have to be scrolled: ${await page.evaluate(wideParts)}`);
  found.push(...(await page.evaluate(cutWords)));
  await page.evaluate(spaceWords, false);
  await page.setViewportSize(size);
  await page.evaluate(overlayAtRest);
  return found;
}

/** By how many pixels the page is wider than the window once all has found its place; runs in the page. */
async function overflowNow(): Promise<number> {
  const { documentElement } = document;
  // What hangs on a button is placed again some frames after the window has changed.
  for (let frames = 0; frames < 30; frames += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    if (frames > 0 && documentElement.scrollWidth <= documentElement.clientWidth) return 0;
  }
  return documentElement.scrollWidth - documentElement.clientWidth;
}

/** Waits until what hangs on a button has found its place, or a press would miss it; runs in the page. */
async function overlayAtRest(): Promise<void> {
  const parts = [...document.querySelectorAll("[role=menu],[role=listbox]")];
  const place = () => JSON.stringify(parts.map((part) => part.getBoundingClientRect()));
  let before = place();
  for (let still = parts.length === 0 ? 10 : 0; still < 10; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = place();
    still = now === before ? still + 1 : 0;
    before = now;
  }
}

/** The innermost parts that reach over the window's edge; runs in the page. */
function wideParts(): string {
  const wide = [...document.body.querySelectorAll("*")].filter(
    (part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
  );
  const innermost = wide.filter((part) => !wide.some((other) => other !== part && part.contains(other)));
  return innermost.map((part) => `${part.tagName}.${part.className}`).join(" | ");
}

/** Animations that run; runs in the page. */
function moving(): string[] {
  return document.getAnimations().flatMap(({ effect, playState }) => {
    const { duration, iterations } = effect?.getComputedTiming() ?? {};
    return playState === "running" && Number(duration) > 1 ? [`moves: ${duration} ms, ${iterations} times`] : [];
  });
}

/** Gives every text the spacing that WCAG 1.4.12 asks to bear, or takes it back; runs in the page. */
function spaceWords(on: boolean): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }",
  );
  document.adoptedStyleSheets = on ? [sheet] : [];
}

/** Texts that an edge cuts off, with nothing that shows them whole; runs in the page. */
function cutWords(): string[] {
  const cut: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    if (
      !parent ||
      !text.textContent?.trim() ||
      parent.closest("[title],[inert],[aria-hidden=true],[aria-haspopup],.sr-only")
    )
      continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    if (words.width < 2 || words.height < 2) continue;
    for (let edge: Element | null = parent; edge && edge !== document.body; edge = edge.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(edge);
      const box = edge.getBoundingClientRect();
      if (box.width <= 1) break;
      const isCut =
        (overflowX !== "visible" && overflowX !== "auto" && words.right > box.right + 1) ||
        (overflowY !== "visible" && overflowY !== "auto" && words.bottom > box.bottom + 2);
      if (isCut) {
        cut.push(`cut off: ${text.textContent.trim().slice(0, 60)} in ${edge.tagName}.${edge.className}`);
        break;
      }
      if (overflowX === "auto" || overflowY === "auto" || position === "fixed") break;
    }
  }
  return cut;
}
