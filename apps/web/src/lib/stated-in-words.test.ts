import { afterEach, expect, test, vi } from "vitest";
import { statedInWords } from "./stated-in-words.ts";

afterEach(() => vi.unstubAllGlobals());

test("what the server states is told by its code, and in the server's words where the code is not known", () => {
  expect(statedInWords({ fact: { code: "catalog-gone", params: {} }, message: "gone" })).toMatch(/no longer exists/);
  expect(statedInWords({ fact: { code: "of-tomorrow", params: {} }, message: "The server's words." })).toBe(
    "The server's words.",
  );
  expect(statedInWords({ message: "The server's words." })).toBe("The server's words.");
  expect(statedInWords({})).toBeUndefined();
});

test("a German page says in German why there is no connection, in a problem and beside old data", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  vi.resetModules();
  const { request } = await import("./http.ts");
  const connection = { reason: "name-not-resolved", host: "api.cloud.com", proxy: false };
  const fact = { code: "citrix-unavailable", params: {}, connection };
  const german = "Citrix Cloud ist im Augenblick nicht erreichbar. Der Name api.cloud.com kann nicht aufgelöst werden.";
  const json = (status: number, type: string, body: object) =>
    vi.stubGlobal(
      "fetch",
      async () => new Response(JSON.stringify(body), { status, headers: { "content-type": type } }),
    );
  json(503, "application/problem+json", { code: "citrix-unavailable", detail: "English", status: 503, fact });
  await expect(request({ path: "/api/x" })).rejects.toMatchObject({ message: german });
  json(200, "application/json", { items: [], trouble: { code: "citrix-unavailable", message: "English", fact } });
  expect(await request({ path: "/api/x" })).toMatchObject({ trouble: { message: german } });
});

test("a German page says in German which rules a request breaks", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  vi.resetModules();
  const { request } = await import("./http.ts");
  const rule = {
    code: "image-deprecated",
    severity: "warn",
    message: "English",
    fact: { code: "rule-deprecated", params: {} },
  };
  const body = {
    code: "rules-violated",
    detail: "English",
    status: 422,
    fact: { code: "warnings-open", params: {} },
    rules: [rule],
  };
  vi.stubGlobal(
    "fetch",
    async () =>
      new Response(JSON.stringify(body), { status: 422, headers: { "content-type": "application/problem+json" } }),
  );
  await expect(request({ path: "/api/x" })).rejects.toMatchObject({
    message: "Dieses Update hat Warnungen, die zuerst bestätigt werden müssen.",
    problem: { rules: [{ message: "Citrix hat dieses Image abgekündigt. Wählen Sie möglichst ein neueres." }] },
  });
});
