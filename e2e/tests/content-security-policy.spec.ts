import { admin } from "../support/deck.ts";
import { card, expect, openAs, test, watchConsole } from "../support/journey.ts";

/** What an attacker who gets markup into a page would try; each is one breach of the policy. */
const attempts = [
  { name: "an inline script", markup: "<script>window.attacked = 1</script>", directive: "script-src-elem" },
  { name: "a handler", markup: '<b onclick="window.attacked = 1">x</b>', directive: "script-src-attr" },
  {
    name: "a foreign script",
    markup: '<script src="https://evil.example/x.js"></script>',
    directive: "script-src-elem",
  },
  { name: "a foreign picture", markup: '<img src="https://evil.example/x.png">', directive: "img-src" },
  { name: "an inline style", markup: "<style>body { display: none }</style>", directive: "style-src-elem" },
  { name: "a frame", markup: '<iframe src="https://evil.example/"></iframe>', directive: "frame-src" },
  { name: "an object", markup: '<object data="https://evil.example/x"></object>', directive: "object-src" },
  { name: "a base", markup: '<base href="https://evil.example/">', directive: "base-uri" },
] as const;

test("a breach of the Content-Security-Policy is stopped, and fails a journey", async ({ browser, deck }) => {
  // A context of its own: here the complaints are what is wanted.
  const context = await browser.newContext();
  const complaints = await watchConsole(context);
  const page = await context.newPage();
  await openAs(page, deck, admin);
  await expect(card(page, "Accounting")).toBeVisible();
  expect(complaints).toEqual([]);

  for (const { name, markup, directive } of attempts) {
    const before = complaints.length;
    await page.evaluate((html) => {
      document.body.append(document.createRange().createContextualFragment(html));
      document.body.lastElementChild?.dispatchEvent(new Event("click"));
    }, markup);
    await expect
      .poll(() => complaints.slice(before).join("\n"), name)
      .toContain(`Content-Security-Policy: ${directive} blocked`);
  }
  // Later, as a page's own script would: while a debugger evaluates, Chromium lets it.
  const evaluated = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const evaluate = () => {
          try {
            resolve(String(new Function("return 'ran'")()));
          } catch (error) {
            resolve(error instanceof Error ? error.name : "");
          }
        };
        setTimeout(evaluate);
      }),
  );
  expect(evaluated).toBe("EvalError");
  expect(await page.evaluate(() => "attacked" in window)).toBe(false);
  await context.close();
});
