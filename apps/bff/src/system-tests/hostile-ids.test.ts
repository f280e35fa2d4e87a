import { expect, test } from "vitest";
import { hostileIds } from "../../reliability/hostile/identifiers.ts";
import { problemOf } from "../testing/answers.ts";
import { startDeck } from "../testing/deck.ts";
import { sendRaw } from "../testing/raw-request.ts";

const words = (url: string) => [...url.matchAll(/:\w+/g)].map(([word]) => word);
/** The route's address with `id` in the place of one parameter, and harmless words in the others'. */
const addressOf = (url: string, word: string, id: string) =>
  url.replace(word, id).replace(":connectionId", "default").replaceAll(/:\w+/g, "some-id");

test("no path parameter of any route lets a hostile id through, and Citrix is not asked", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  await deck.control.clearLog();
  let asked = 0;
  for (const { method, url } of deck.app.knownRoutes) {
    for (const word of words(url)) {
      // Dots alone are cleaned up on the way here; below they are sent byte by byte.
      for (const { name, id } of hostileIds.filter((one) => !/^\.+$/.test(one.id))) {
        const answer = await deck.app.inject({
          method: method as "GET",
          url: addressOf(url, word, encodeURIComponent(id)),
          headers: { ...admin, "idempotency-key": "hostile" },
          ...(["POST", "PUT", "PATCH"].includes(method) ? { payload: {} } : {}),
        });
        asked += 1;
        expect(answer.statusCode, `${method} ${url} with ${name} as ${word}`).toBe(400);
        if (method === "HEAD") continue;
        expect(problemOf(answer).code).toBe("invalid-request");
        expect(answer.body).not.toContain("evil.example");
      }
    }
  }
  expect(asked).toBeGreaterThan(300);
  expect(await deck.control.log()).toEqual([]);
});

test("neither do the ids in a query and in a body", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  await deck.control.clearLog();
  for (const { name, id } of hostileIds) {
    const query = await deck.get(`image-updates?catalogId=${encodeURIComponent(id)}`, admin);
    expect(problemOf(query), name).toMatchObject({ status: 400, errors: [{ field: "catalogId" }] });
    for (const field of ["imageId", "expectedImageId"]) {
      const body = { imageId: "image", expectedImageId: "image", vdaUpdateDelay: 0, [field]: id };
      const answer = await deck.startUpdate(admin, "some-catalog", body);
      expect(problemOf(answer), name).toMatchObject({ status: 400, errors: [{ field }] });
    }
  }
  expect(await deck.control.log()).toEqual([]);
});

test("what a browser would clean up first reaches nothing either, sent byte by byte as it is", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { cookie = "" } = admin;
  // A server that listens reads the list by itself; one that has just been read serves it.
  await deck.catalogs(admin);
  await deck.app.externalChanges.settled();
  const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
  await deck.control.clearLog();
  const paths: readonly [path: string, status: number][] = [
    ["/api/connections/default/catalogs/..", 400],
    ["/api/connections/default/catalogs/../../sites", 404],
    ["/api/connections/default/catalogs/%2e%2e", 400],
    ["/api/connections/default/catalogs/%2e%2e%2f%2e%2e%2fsites", 400],
    ["/api/connections/default/catalogs/..;/images", 404],
    ["/api/connections/default/catalogs/%00", 400],
    ["/api/connections/default/catalogs/%c0%ae%c0%ae", 400],
    ["/api/connections/default/catalogs/%ff", 400],
    ["/api/connections/default/catalogs/%", 400],
    ["/api/connections/default/catalogs/%u002e", 400],
    ["/api/connections/default/catalogs/a\\b", 400],
    ["/api/connections/default/catalogs//", 404],
    ["/api/connections/../connections/default/catalogs/..", 404],
    ["//evil.example/api/connections/default/catalogs/..", 404],
    ["/api/connections/default/catalogs/a#b", 400],
    [`/api/connections/default/catalogs/${"x".repeat(12_000)}`, 400],
  ];
  for (const [path, wanted] of paths) {
    const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    const { status, body } = await sendRaw(address, request);
    expect(status, path).toBe(wanted);
    expect(JSON.parse(body)).toMatchObject({ status });
  }
  // A server that listens reads the lists for itself.
  const lists = ["token", "listSites", "listCatalogs", "listImages"];
  expect((await deck.control.log()).filter(({ operation }) => !lists.includes(operation))).toEqual([]);
});
