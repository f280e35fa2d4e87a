import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, vi } from "vitest";
import type { Fault } from "./faults.ts";
import { startTestCaller, type TestCaller } from "./test-caller.ts";

/** What arrives on a plain connection until it is like `enough`; then the caller hangs up. */
function rawAnswer(caller: TestCaller, path: string, enough: RegExp): Promise<string> {
  const { hostname, port } = new URL(caller.simulator.baseUrl);
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(Number(port), hostname, () => {
      const authorization = `CwsAuth Bearer=${caller.token}`;
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${authorization}\r\n\r\n`);
    });
    socket.setEncoding("utf8").on("data", (text: string) => {
      got += text;
      if (enough.test(got)) socket.destroy();
    });
    socket.once("error", reject).once("close", () => resolve(got));
  });
}

async function legalToNovember(caller: TestCaller): Promise<{ id: string; body: { TemplateId: string } }> {
  const { id } = await caller.catalogNamed("Legal");
  return { id, body: { TemplateId: (await caller.imageNamed("Win11-24H2-Nov")).id } };
}

describe("slow bytes", () => {
  it("of a head come one by one and never end, and the request is done", async () => {
    const caller = await startTestCaller();
    const { id, body } = await legalToNovember(caller);
    await caller.simulator.control.setFault({ operation: "any", kind: "dripHead", delayMs: 1 });
    const answer = await rawAnswer(caller, new URL(`${caller.customerUrl}/sites`).pathname, /\.{5}/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 Slowly\r\nx-drip: \.+$/);

    const hangUp = new AbortController();
    const sent = fetch(`${caller.siteUrl}/catalogs/${id}/$updateImage?async=true`, {
      method: "POST",
      headers: { authorization: `CwsAuth Bearer=${caller.token}` },
      body: JSON.stringify(body),
      signal: hangUp.signal,
    });
    const atCitrix = async () => (await caller.simulator.control.catalogs()).find((catalog) => catalog.id === id);
    await vi.waitFor(async () => expect((await atCitrix())?.state).toBe("Processing"), 60_000);
    hangUp.abort();
    await expect(sent).rejects.toThrow("aborted");
    await caller.simulator.control.clearFaults();
    expect((await caller.catalogNamed("Legal")).state).toBe("Processing");
    expect(await caller.simulator.control.log({ operation: "startImageUpdate" })).toMatchObject([{ status: 0 }]);
  });

  it("of a body come one by one and never end", async () => {
    const caller = await startTestCaller();
    await caller.simulator.control.setFault({ operation: "listSites", kind: "dripBody", delayMs: 1 });
    const answer = await rawAnswer(caller, new URL(`${caller.customerUrl}/sites`).pathname, /(1\r\n \r\n){5}/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\n1\r\n\{\r\n(1\r\n \r\n){5}/);
  });
});

describe("an answer that is not what it should be", () => {
  it("ends in the midst of its JSON, with a length that is honest", async () => {
    const { simulator, customerUrl, token } = await startTestCaller();
    await simulator.control.setFault({ operation: "listSites", kind: "truncated" });
    const answer = await fetch(`${customerUrl}/sites`, { headers: { authorization: `CwsAuth Bearer=${token}` } });
    const text = await answer.text();
    expect(answer.headers.get("content-length")).toBe(String(text.length));
    expect(text).toMatch(/^\{"items":/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it.each([
    { kind: "unreadable", body: "<title>Error</title>", contentType: "text/html" },
    { kind: "status", status: 502, body: "<title>Error</title>", contentType: "text/html" },
    { kind: "contentType" },
  ] satisfies Omit<Fault, "operation">[])("is a page, or is called one: %j", async (fault) => {
    const { simulator, customerUrl, get } = await startTestCaller();
    await simulator.control.setFault({ operation: "listSites", ...fault });
    const { status, headers, text } = await get(`${customerUrl}/sites`);
    expect(status).toBe("status" in fault ? 502 : 200);
    expect(headers.get("content-type")).toBe("text/html");
    expect(text).toMatch("body" in fault ? /^<title>/ : /^\{"items":/);
  });

  it("sends the caller elsewhere", async () => {
    const { simulator, customerUrl, token } = await startTestCaller();
    const location = "http://127.0.0.2:9/elsewhere";
    await simulator.control.setFault({ operation: "listSites", kind: "status", status: 307, location });
    const headers = { authorization: `CwsAuth Bearer=${token}` };
    const answer = await fetch(`${customerUrl}/sites`, { headers, redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([307, location]);
  });
});

describe("a status that jumps back", () => {
  it("shows an earlier step and percentage, and Processing after the end", async () => {
    const caller = await startTestCaller();
    const { simulator, siteUrl, get } = caller;
    const { id, body } = await legalToNovember(caller);
    await caller.update(id, body);
    const seen = async () => (await get(`${siteUrl}/managedcatalogs/${id}`)).json;
    await simulator.control.advance(81_000);
    expect(await seen()).toMatchObject({ taskCompletionPercentage: 90 });
    await simulator.control.setFault({ operation: "getCatalog", kind: "older", ageMs: 72_000 });
    expect(await seen()).toMatchObject({ state: "Processing", taskCompletionPercentage: 10 });
    await simulator.control.advance(60_000);
    expect(await caller.catalogNamed("Legal")).toMatchObject({ state: "Active", imageId: body.TemplateId });
    expect(await seen()).toMatchObject({ state: "Processing", taskCompletionPercentage: 76 });
    expect((await get(`${siteUrl}/catalogs/${id}/updateStatus`)).json).toMatchObject({ state: "Active" });
  });

  it("shows the catalog as it was before the update", async () => {
    const caller = await startTestCaller();
    const { id, body } = await legalToNovember(caller);
    await caller.update(id, body);
    await caller.simulator.control.setFault({ operation: "any", kind: "older" });
    expect(await caller.catalogNamed("Legal")).toMatchObject({ state: "Active", templateImageName: "Win11-24H2-Oct" });
  });
});

describe("refused connections", () => {
  it("begin at once, end when the faults are cleared, and leave control reachable", async () => {
    const { simulator, customerUrl, get } = await startTestCaller();
    const { control, baseUrl } = simulator;
    await control.setFault({ operation: "any", kind: "refused" });
    await control.setFault({ operation: "any", kind: "refused" });
    const refused = new Promise((resolve) => {
      request(`${customerUrl}/sites`).once("error", resolve).end();
    });
    expect(await refused).toMatchObject({ code: "ECONNREFUSED" });
    await control.clearFaults();
    expect(simulator.baseUrl).toBe(baseUrl);
    expect((await get(`${customerUrl}/sites`)).status).toBe(200);
    await control.setFault({ operation: "any", kind: "refused" });
    await control.reset();
    expect((await get(`${customerUrl}/sites`)).status).toBe(200);
  });

  it("are for every operation", async () => {
    const { simulator } = await startTestCaller();
    await expect(simulator.control.setFault({ operation: "token", kind: "refused" })).rejects.toThrow("400");
  });
});

it("the log can be taken: what has been received is handed out once", async () => {
  const { simulator, customerUrl, get } = await startTestCaller();
  await get(`${customerUrl}/sites`);
  expect((await simulator.control.takeLog()).map(({ operation }) => operation)).toEqual(["token", "listSites"]);
  expect(await simulator.control.takeLog()).toEqual([]);
});

describe("ids in another case", () => {
  it("are sent in capitals, in small letters and mixed, and taken in any case", async () => {
    const caller = await startTestCaller();
    const { id, body } = await legalToNovember(caller);
    const { control } = caller.simulator;
    await control.setFault({ operation: "any", kind: "idCase", spelling: "upper" });
    const { id: loud, imageId } = await caller.catalogNamed("Legal");
    expect([loud, imageId]).toEqual([id.toUpperCase(), imageId?.toUpperCase()]);
    await control.setFault({ operation: "any", kind: "idCase", spelling: "mixed", seed: 7 });
    const spellings = new Set<string>();
    for (let step = 0; step < 12; step += 1) spellings.add((await caller.catalogNamed("Legal")).id);
    expect(spellings.size).toBeGreaterThan(2);
    const sent = await caller.update(loud, { TemplateId: body.TemplateId.toUpperCase() });
    expect(sent.status).toBe(202);
    expect(sent.headers.get("location")?.toLowerCase()).toContain(`/catalogs/${id}/updatestatus`);
    expect((await control.catalogs()).find((one) => one.id === id)?.state).toBe("Processing");
  });
});

describe("an odd item", () => {
  it("takes the place of one in a list, or of the one thing that is answered", async () => {
    const { simulator, siteUrl, get } = await startTestCaller();
    const [first, second] = await simulator.control.catalogs();
    const list = async () => ((await get(`${siteUrl}/managedcatalogs`)).json as { items: unknown[] }).items;
    await simulator.control.setFault({ operation: "listCatalogs", kind: "odd", index: 1, item: null });
    expect((await list()).slice(0, 2)).toEqual([first, null]);
    await simulator.control.setFault({
      operation: "listCatalogs",
      kind: "odd",
      index: 1,
      fields: { state: 7 },
      without: ["name"],
    });
    const { name: _, ...nameless } = second ?? { name: "" };
    expect((await list()).slice(0, 2)).toEqual([first, { ...nameless, state: 7 }]);
    await simulator.control.setFault({ operation: "getCatalog", kind: "odd", without: ["id"] });
    expect((await get(`${siteUrl}/managedcatalogs/${first?.id}`)).json).not.toHaveProperty("id");
  });
});

it.each(["gzip", "br", "deflate", "raw-deflate"] as const)("an answer in %s is the same answer", async (encoding) => {
  const { simulator, customerUrl, get } = await startTestCaller();
  const before = await get(`${customerUrl}/sites`);
  await simulator.control.setFault({ operation: "listSites", kind: "encoding", encoding });
  const after = await get(`${customerUrl}/sites`);
  expect(after.headers.get("content-encoding")).toBe(encoding.replace("raw-", ""));
  expect(after.json).toEqual(before.json);
});
