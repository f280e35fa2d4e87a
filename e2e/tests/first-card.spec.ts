import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CDPSession, Page } from "@playwright/test";
import { expect, signedIn, test } from "../support/journey.ts";

const fast3G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const tries = 4;

/** Opens a page with nothing cached, and gives when its first article was there, in ms from the start of the navigation. */
async function timeToArticle(page: Page, devTools: CDPSession, url: string): Promise<number> {
  await devTools.send("Network.clearBrowserCache");
  await page.goto(url);
  const seen = await page.waitForFunction(() => (window as unknown as { seenAtMs?: number }).seenAtMs);
  return (await seen.jsonValue()) ?? Number.NaN;
}

/** When the browser painted the page's first text, in ms from the start of the navigation. */
const firstPaintOf = (page: Page) =>
  page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);

/** A server that does nothing but send files of these sizes, to a page that says when all are there. */
async function plainFileServer(sizes: number[]) {
  const files = sizes.map((size) => randomBytes(size));
  const script = `Promise.all([${files.map((_, at) => `fetch("/${at}").then((a) => a.arrayBuffer())`)}])
    .then(() => document.body.append(document.createElement("article")));`;
  const server = createServer(({ url = "/" }, answer) => {
    if (url === "/") return answer.setHeader("content-type", "text/html").end(`<body><script>${script}</script>`);
    return answer.end(files[Number(url.slice(1))]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

for (const { slower, ratioAtMost } of [
  { slower: 1, ratioAtMost: 1.8 },
  { slower: 4, ratioAtMost: 2.5 },
]) {
  test(`on fast 3G, processor ${slower}x slower, the first card takes little longer than the same bytes from a plain file server`, async ({
    page,
    deck,
  }) => {
    await signedIn(page, deck);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send("Network.enable");
    await devTools.send("Network.emulateNetworkConditions", fast3G);
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector("article") === null) requestAnimationFrame(look);
        else Object.assign(window, { seenAtMs: performance.now() });
      };
      requestAnimationFrame(look);
    });
    // What the first card needs: everything that was asked for before it was there.
    const firstAtMs = await timeToArticle(page, devTools, `${deck.url}/catalogs`);
    const sizes = await page.evaluate(
      (endMs) =>
        (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
          .filter(({ startTime }) => startTime < endMs)
          .map(({ encodedBodySize }) => encodedBodySize),
      firstAtMs,
    );
    expect(sizes.length, "requests before the first card, the page itself apart").toBeLessThanOrEqual(11);

    const plain = await plainFileServer(sizes);
    const timesMs = { ours: [] as number[], plain: [] as number[], paint: [] as number[] };
    for (let turn = 0; turn < tries; turn += 1) {
      timesMs.ours.push(await timeToArticle(page, devTools, `${deck.url}/catalogs`));
      timesMs.paint.push(await firstPaintOf(page));
      timesMs.plain.push(await timeToArticle(page, devTools, plain.url));
    }
    plain.close();
    const shortest = {
      ours: Math.min(...timesMs.ours),
      plain: Math.min(...timesMs.plain),
      paint: Math.min(...timesMs.paint),
    };
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    console.log(
      `first card, processor ${slower}x slower: ${shortest.ours.toFixed(0)} ms, first paint ${shortest.paint.toFixed(0)} ms, ${sizes.length + 1} requests; the same ${(bytes / 1000).toFixed(0)} kB from a plain file server: ${shortest.plain.toFixed(0)} ms`,
    );
    expect(shortest.ours / shortest.plain).toBeLessThanOrEqual(ratioAtMost);
    expect(shortest.paint / shortest.ours, "the first paint does not wait for the scripts").toBeLessThanOrEqual(0.6);
  });
}
