import { expect, test } from "vitest";
import { breakConnection, clientFor, failureOf, json, startCitrixServer } from "./citrix-server.test-support.ts";
import type { CatalogServiceClientOptions } from "./client.ts";
import { GuardedBody } from "./guarded-body.ts";

const update = {
  imageId: "image-2",
  citrixPrepared: false,
  vdaUpdateDelay: 60,
  warningMessage: "It's “now” \u{1f469}",
};
const accepted = json(202, '"catalog-1"');

async function start(
  lastCheck: () => Promise<boolean>,
  replies = [accepted],
  timeouts: CatalogServiceClientOptions["timeouts"] = {},
) {
  const server = await startCitrixServer();
  server.replies(...replies);
  const client = clientFor(server, { timeouts });
  const outcome = client.startImageUpdate("site-1", "catalog-1", update, { lastCheck });
  return { server, client, outcome };
}

test("an update whose last check says yes is the same request as one without: every byte of head and body", async () => {
  const { server, outcome } = await start(async () => true);
  await outcome;
  await clientFor(server).startImageUpdate("site-1", "catalog-1", update);
  const [guarded, plain] = server.calls.map(({ method, path, headers, body }) => {
    const { "citrix-transactionid": _own, authorization: _token, ...others } = headers;
    return { method, path, headers: others, body };
  });
  expect(guarded).toEqual(plain);
  expect(guarded?.headers).not.toHaveProperty("transfer-encoding");
});

test("the check is asked when token and connection are there, and nothing has been written", async () => {
  const asked: unknown[] = [];
  const { server, outcome } = await start(async () => {
    asked.push([server.tokenCalls.length, server.calls.length, server.sockets.map(({ bytesRead }) => bytesRead > 0)]);
    return true;
  });
  await outcome;
  // The update has a connection of its own beside the token's.
  expect(asked).toEqual([[1, 0, [true, false]]]);
});

test.each([
  ["says no", async () => false],
  ["fails", () => Promise.reject(new Error("the database is away: hunter2"))],
])("an update whose last check %s is not sent, and certainly was not", async (_what, lastCheck) => {
  const { server, outcome } = await start(lastCheck);
  const error = await failureOf(outcome);
  expect(error).toMatchObject({ kind: "unavailable", heldBack: "last-check", mayHaveBeenReceived: false });
  expect(error.message).not.toContain("hunter2");
  await expect.poll(() => server.sockets.map(({ closed }) => closed)).toEqual([false, true]);
  expect([server.calls, server.sockets[1]?.bytesRead]).toEqual([[], 0]);
});

test("a check whose yes comes after the time was up sends nothing any more", async () => {
  let sayYes: (yes: boolean) => void = () => undefined;
  const lastCheck = () => new Promise<boolean>((resolve) => (sayYes = resolve));
  // Long enough for the token on a busy machine.
  const { server, outcome } = await start(lastCheck, [accepted], { headersMs: 1_000 });
  const error = await failureOf(outcome);
  expect(error).toMatchObject({ kind: "timed-out", mayHaveBeenReceived: false });
  sayYes(true);
  await expect.poll(() => server.sockets[1]?.closed).toBe(true);
  expect([server.calls, server.sockets[1]?.bytesRead]).toEqual([[], 0]);
});

test("after a 401 the check is asked again before the second request", async () => {
  const answers = [true, false];
  const { server, outcome } = await start(async () => answers.shift() ?? true, [json(401, ""), accepted]);
  expect(await failureOf(outcome)).toMatchObject({ heldBack: "last-check", mayHaveBeenReceived: false });
  expect(server.calls).toHaveLength(1);
});

test("a connection that breaks after the yes is not made again: the update was sent once, and may have been received", async () => {
  let asked = 0;
  const lastCheck = async () => ++asked > 0;
  const { server, outcome } = await start(lastCheck, [breakConnection]);
  expect(await failureOf(outcome)).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: true });
  expect([asked, server.calls.length]).toEqual([1, 1]);
});

test("a body is given out once, whoever asks again", async () => {
  const body = new GuardedBody("text", async () => true);
  await body.chunks().next();
  await expect(body.chunks().next()).rejects.toThrow("given out once");
  expect(() => new GuardedBody("", async () => true)).toThrow(TypeError);
});
