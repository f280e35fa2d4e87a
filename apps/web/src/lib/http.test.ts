import { expect, test, vi } from "vitest";
import { request } from "./http.ts";

const catalogs = (name: string, tag: string) =>
  new Response(JSON.stringify({ items: [name] }), { headers: { "content-type": "application/json", etag: tag } });

test("an answer that has not changed is taken from the page's own memory, never from the browser's cache", async () => {
  const asked = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", asked);
  asked.mockResolvedValueOnce(catalogs("first", 'W/"1"'));
  const first = await request({ path: "/api/connections/http-test/catalogs" });
  asked.mockResolvedValueOnce(new Response(null, { status: 304 }));
  expect(await request({ path: "/api/connections/http-test/catalogs" })).toBe(first);
  asked.mockResolvedValueOnce(catalogs("second", 'W/"2"'));
  expect(await request({ path: "/api/connections/http-test/catalogs" })).toEqual({ items: ["second"] });
  asked.mockResolvedValueOnce(new Response(null, { status: 304 }));
  expect(await request({ path: "/api/connections/http-test/catalogs" })).toEqual({ items: ["second"] });

  const sent = asked.mock.calls.map(([, init]) => ({
    tag: new Headers(init?.headers).get("if-none-match"),
    cache: init?.cache,
  }));
  expect(sent).toEqual([null, 'W/"1"', 'W/"1"', 'W/"2"'].map((tag) => ({ tag, cache: "no-store" })));
});

test("another path is asked for without the tag of this one", async () => {
  const asked = vi.fn<typeof fetch>().mockResolvedValueOnce(catalogs("other", 'W/"3"'));
  vi.stubGlobal("fetch", asked);
  await request({ path: "/api/connections/http-test-2/catalogs" });
  expect(new Headers(asked.mock.calls[0]?.[1]?.headers).get("if-none-match")).toBeNull();
});

test("what the page has asked for before its scripts ran is taken once, and not asked for again", async () => {
  const path = "/api/connections/http-test-3/catalogs";
  const asked = vi.fn<typeof fetch>().mockResolvedValueOnce(catalogs("later", 'W/"5"'));
  vi.stubGlobal("fetch", asked);
  window.earlyAnswers = { [path]: Promise.resolve(catalogs("early", 'W/"4"')) };
  expect(await request({ path })).toEqual({ items: ["early"] });
  expect(asked).not.toHaveBeenCalled();
  expect(await request({ path })).toEqual({ items: ["later"] });
  expect(new Headers(asked.mock.calls[0]?.[1]?.headers).get("if-none-match")).toBe('W/"4"');
});

test("an early answer that never came, and one that is too old, are as if nothing had been asked", async () => {
  const path = "/api/connections/http-test-4/catalogs";
  window.earlyAnswers = { [path]: Promise.reject(new TypeError("Failed to fetch")) };
  await expect(request({ path })).rejects.toMatchObject({ code: "unreachable" });

  vi.stubGlobal("fetch", vi.fn<typeof fetch>().mockResolvedValueOnce(catalogs("new", 'W/"7"')));
  vi.spyOn(performance, "now").mockReturnValue(10_000);
  window.earlyAnswers = { [path]: Promise.resolve(catalogs("old", 'W/"6"')) };
  expect(await request({ path })).toEqual({ items: ["new"] });
});

test.each([
  { what: "a request", answer: undefined },
  { what: "an answer", answer: new Response() },
  {
    what: "a refusal",
    answer: new Response(null, { status: 409, headers: { "content-type": "application/problem+json" } }),
  },
])("$what that the browser breaks off because the page is left says nothing", async ({ answer }) => {
  vi.resetModules();
  const otherPage = await import("./http.ts");
  const brokenOff = Promise.withResolvers<void>();
  const breakOff = async () => {
    await brokenOff.promise;
    throw new TypeError("Failed to fetch");
  };
  if (answer) answer.json = breakOff;
  vi.stubGlobal("fetch", async () => answer ?? breakOff());
  const settled = vi.fn();
  void otherPage.request({ path: "/api/session" }).then(settled, settled);
  window.dispatchEvent(new Event("pagehide"));
  brokenOff.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(settled).not.toHaveBeenCalled();
});
