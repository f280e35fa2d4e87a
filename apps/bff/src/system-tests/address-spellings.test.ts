import { expect, test } from "vitest";
import { builtWebApp } from "../testing/built-web-app.ts";
import { startDeck } from "../testing/deck.ts";
import { sendRaw } from "../testing/raw-request.ts";

const percent = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;

/** Other ways to write a path, each sent byte by byte: no client or proxy cleans it up first. */
const spellings: Record<string, (path: string) => string> = {
  "as it is": (path) => path,
  "one letter encoded": (path) => path.replace(/[a-z]/, percent),
  "the last letter encoded": (path) => path.replace(/[a-z](?=[^a-z]*$)/, percent),
  "every letter encoded": (path) => path.replaceAll(/[a-z]/g, percent),
  "one letter encoded twice": (path) => path.replace(/[a-z]/, (letter) => percent(letter).replace("%", "%25")),
  "an encoded slash": (path) => path.replace(/(?<=.)\//, "%2f"),
  "an encoded first slash": (path) => path.replace("/", "/%2f"),
  "in capitals": (path) => path.toUpperCase(),
  "a slash at the end": (path) => `${path}/`,
  "two slashes at first": (path) => `/${path}`,
  "two slashes inside": (path) => path.replace(/(?<=.)\//, "//"),
  "a dot segment": (path) => `/.${path}`,
  "two dots": (path) => `/x/..${path}`,
  "encoded dots": (path) => `/x/%2e%2e${path}`,
  "a backslash": (path) => `/\\${path}`,
  "a semicolon": (path) => `${path};a=b`,
  "a query": (path) => `${path}?a=/assets/app-1.js`,
  "an empty query": (path) => `${path}?`,
  "in absolute form": (path) => `http://127.0.0.1${path}`,
  "in absolute form of https": (path) => `https://deck.example.com:8443${path}`,
  "in absolute form of a scheme in capitals": (path) => `HTTP://127.0.0.1${path}`,
  "in absolute form with a letter encoded": (path) => `http://127.0.0.1${path.replace(/[a-z]/, percent)}`,
  "in absolute form with a query": (path) => `http://127.0.0.1${path}?a=http://b/c`,
  "in absolute form with a file's name": (path) => `http://127.0.0.1/assets/../${path}`,
  "in absolute form of another scheme": (path) => `ftp://127.0.0.1${path}`,
  "without its first slash": (path) => path.slice(1),
};

const headersOf = (head: string) =>
  new Map(
    head
      .split("\r\n")
      .slice(1)
      .map((line) => [line.split(":", 1)[0]?.toLowerCase() ?? "", line.replace(/^[^:]*:\s*/, "")]),
  );

test("however the address of an API route is written, the answer is kept by no cache and never a page", async () => {
  const deck = await startDeck({ webRoot: await builtWebApp() });
  const { cookie = "" } = await deck.signIn("admin");
  const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
  const routes = deck.app.knownRoutes.filter(({ url }) => url.startsWith("/api/"));
  const answered = new Map<string, number>();
  const wrong: string[] = [];
  for (const { method, url } of routes) {
    const path = url.replace(":connectionId", "default").replaceAll(/:\w+/g, "some-id");
    for (const [name, spell] of Object.entries(spellings)) {
      const lines = [`${method} ${spell(path)} HTTP/1.1`, "Host: 127.0.0.1", `Cookie: ${cookie}`, "Accept: */*"];
      const { status, head, body } = await sendRaw(address, `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
      const headers = headersOf(head);
      const isPage = /html/.test(headers.get("content-type") ?? "") || body.includes("<!doctype");
      const isProtected = headers.get("x-content-type-options") === "nosniff" && headers.has("content-security-policy");
      if (headers.get("cache-control") !== "no-store" || isPage || !isProtected) {
        wrong.push(
          `${method} ${spell(path)} (${name}): ${status} ${headers.get("cache-control")}${isPage ? ", a page" : ""}`,
        );
      }
      if (url === "/api/session" && method === "GET") answered.set(name, status);
    }
  }
  expect(wrong).toEqual([]);
  // What the router takes for the route is answered by it, signed in; all else there is not.
  const found = [...answered].filter(([, status]) => status === 200).map(([name]) => name);
  expect(found).toEqual([
    "as it is",
    "one letter encoded",
    "the last letter encoded",
    "every letter encoded",
    "a query",
    "an empty query",
    "in absolute form",
    "in absolute form of https",
    "in absolute form of a scheme in capitals",
    "in absolute form with a letter encoded",
    "in absolute form with a query",
  ]);
  expect(new Set(answered.values())).toEqual(new Set([200, 400, 404]));
});

test.each([
  ["OPTIONS", "*"],
  ["GET", "*"],
  ["GET", "http://127.0.0.1"],
  ["GET", "http:///api/session"],
  ["GET", "//127.0.0.1/api/session"],
])("%s %s, which is no path, is answered plainly", async (method, target) => {
  const deck = await startDeck({ webRoot: await builtWebApp() });
  const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
  const request = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  const { status, head } = await sendRaw(address, request);
  expect(status).toBeLessThan(500);
  expect(headersOf(head).get("cache-control")).toBe(status === 200 ? "no-cache" : "no-store");
});
