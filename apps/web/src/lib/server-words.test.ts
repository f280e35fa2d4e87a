import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { problemWords } from "./problem-words.ts";
import { serverWords, wordsOfSentence } from "./server-words.ts";

const web = join(import.meta.dirname, "../..");
const server = join(web, "../bff/src/image-updates");
const english: Record<string, unknown> = JSON.parse(readFileSync(join(web, "messages/en/shell.json"), "utf8"));
const kept = Object.entries(english).filter((entry): entry is [string, string] => /^seen_/.test(entry[0]));
const sources = readdirSync(server)
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(server, file), "utf8"))
  .join("\n");

test.each(kept)("%s is what the server writes, and comes back with its parts", (_key, text) => {
  const example = text.replace(/\{(minutes|status)\}/g, "30").replace(/\{\w+\}/g, "Win11 (Nov.)");
  expect(wordsOfSentence(example)).toBe(example);
  const pieces = text.split(/\{\w+\}/).map((piece) => piece.trim());
  for (const piece of pieces) expect(sources).toContain(piece);
});

test("an English page shows what the server wrote, also what is not known here", () => {
  expect(serverWords("Something else was seen.")).toBe("Something else was seen.");
  expect(wordsOfSentence("Something else was seen.")).toBe("Something else was seen.");
});

test("a problem's words go by its code, and keep what Citrix said", () => {
  expect(problemWords("citrix-refused", "Refused. Citrix says: quota reached")).toBe(
    "Citrix Cloud refused the request. Citrix says: quota reached",
  );
  expect(
    problemWords("citrix-unavailable", "The server's own words.", {
      reason: "refused",
      host: "api.cloud.com",
      proxy: false,
    }),
  ).toBe("Citrix Cloud cannot be reached at the moment. api.cloud.com refused the connection.");
  expect(problemWords("of-tomorrow", "The server's own words.")).toBe("The server's own words.");
});

test("a German page says in German why there is no connection, in a problem and beside old data", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  vi.resetModules();
  const { request } = await import("./http.ts");
  const connection = { reason: "name-not-resolved", host: "api.cloud.com", proxy: false };
  const german = "Citrix Cloud ist im Augenblick nicht erreichbar. Der Name api.cloud.com kann nicht aufgelöst werden.";
  const json = (status: number, type: string, body: object) =>
    vi.stubGlobal(
      "fetch",
      async () => new Response(JSON.stringify(body), { status, headers: { "content-type": type } }),
    );
  json(503, "application/problem+json", { code: "citrix-unavailable", detail: "English", status: 503, connection });
  await expect(request({ path: "/api/x" })).rejects.toMatchObject({ message: german });
  json(200, "application/json", { items: [], trouble: { code: "citrix-unavailable", message: "English", connection } });
  expect(await request({ path: "/api/x" })).toMatchObject({ trouble: { message: german } });
});
