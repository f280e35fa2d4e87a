import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAnotherVersion, reloadOnNewVersion } from "./new-version.ts";

const pageOf = (script: string) => `<body><div id="root"></div><script type="module" src="${script}"></script></body>`;
let served: () => Promise<Response>;
let stop: () => void;
const reload = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T11:00:00Z") });
  sessionStorage.clear();
  reload.mockClear();
  document.body.innerHTML = '<script type="module" src="/assets/index-old.js"></script>';
  vi.stubGlobal("fetch", () => served());
  stop = reloadOnNewVersion(reload);
});

afterEach(() => {
  stop();
  document.body.innerHTML = "";
  vi.useRealTimers();
});

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);

test("the page loads again when a new version is there, at most once an hour", async () => {
  served = async () => new Response(pageOf("/assets/index-old.js"));
  await minutes(60);
  expect(reload).not.toHaveBeenCalled();
  served = async () => new Response(pageOf("/assets/index-new.js"));
  await minutes(10);
  expect(reload).toHaveBeenCalledTimes(1);
  await minutes(50);
  expect(reload).toHaveBeenCalledTimes(1);
  await minutes(20);
  expect(reload).toHaveBeenCalledTimes(2);
});

test("a server that is away or a page that is not ours reloads nothing", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  for (const answer of [
    () => Promise.reject(new TypeError("away")),
    async () => new Response(pageOf("/assets/index-new.js"), { status: 503 }),
    async () => new Response("<h1>Sign in to the guest network</h1>"),
  ]) {
    served = answer;
    await minutes(30);
  }
  expect(reload).not.toHaveBeenCalled();
  expect(isAnotherVersion(pageOf("/assets/index-new.js"), "/assets/index-old.js")).toBe(true);
});
