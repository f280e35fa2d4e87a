import { describe, expect, it } from "vitest";
import { startSimulator } from "./simulator.ts";
import { askForToken, startTestCaller } from "./test-caller.ts";

describe("the clock", () => {
  it("stands still until it is advanced when it is stepped", async () => {
    const { simulator } = await startTestCaller();
    const before = await simulator.control.now();
    await simulator.control.advance(60_000);
    expect(await simulator.control.now()).toBe(before + 60_000);
  });

  it("follows the machine's time when it is real, and may be advanced too", async () => {
    const { simulator } = await startTestCaller({ clock: "real" });
    const earliest = Date.now();
    expect(await simulator.control.now()).toBeGreaterThanOrEqual(earliest);
    await simulator.control.advance(3_600_000);
    expect(await simulator.control.now()).toBeGreaterThanOrEqual(earliest + 3_600_000);
  });
});

describe("the request log", () => {
  it("keeps operation, path, status, transaction id and an update's body, and no secret", async () => {
    const { simulator, siteUrl, token, update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id, VdaUpdateDelay: 0 };
    await update(id, body, "async=true", { "citrix-transactionid": "tx-9" });
    const log = await simulator.control.log();
    expect(log.map((entry) => entry.operation)).toEqual(["token", "listCatalogs", "listImages", "startImageUpdate"]);
    expect(log[3]).toEqual({
      at: new Date(await simulator.control.now()).toISOString(),
      operation: "startImageUpdate",
      method: "POST",
      path: `${new URL(siteUrl).pathname}/catalogs/${id}/$updateImage?async=true`,
      status: 202,
      transactionId: "tx-9",
      body,
    });
    expect(JSON.stringify(log)).not.toContain(simulator.clientSecret);
    expect(JSON.stringify(log)).not.toContain(token);
    expect(await simulator.control.log({ operation: "listImages" })).toHaveLength(1);
    await simulator.control.clearLog();
    expect(await simulator.control.log()).toEqual([]);
  });
});

describe("faults", () => {
  it.each(["7", "Mon, 23 Nov 2026 12:00:00 GMT", "2026-11-23T12:00:00Z"])(
    "answer a status with Retry-After: %s",
    async (retryAfter) => {
      const { simulator, customerUrl, get } = await startTestCaller();
      await simulator.control.setFault({ operation: "listSites", kind: "status", status: 429, retryAfter });
      const answer = await get(`${customerUrl}/sites`);
      expect(answer.status).toBe(429);
      expect(answer.headers.get("retry-after")).toBe(retryAfter);
      expect(answer.headers.get("citrix-ratelimit-remaining")).toBe("0");
      await simulator.control.clearFaults();
      expect((await get(`${customerUrl}/sites`)).status).toBe(200);
    },
  );

  it("end after their number of times", async () => {
    const { simulator, customerUrl, get } = await startTestCaller();
    await simulator.control.setFault({ operation: "any", kind: "status", status: 503, times: 2, body: "busy" });
    const answers = [];
    for (let call = 0; call < 3; call++) answers.push(await get(`${customerUrl}/sites`));
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 200]);
    expect(answers[0]?.text).toBe("busy");
  });

  it("may be for one operation or for one catalog only", async () => {
    const { simulator, siteUrl, get, catalogNamed } = await startTestCaller();
    const legal = await catalogNamed("Legal");
    const accounting = await catalogNamed("Accounting");
    await simulator.control.setFault({ operation: "getCatalog", kind: "status", status: 500, catalogId: legal.id });
    expect((await get(`${siteUrl}/managedcatalogs/${legal.id}`)).status).toBe(500);
    expect((await get(`${siteUrl}/managedcatalogs/${accounting.id}`)).status).toBe(200);
    expect((await get(`${siteUrl}/catalogs/${legal.id}/updateStatus`)).status).toBe(200);
  });

  it("refuse tokens", async () => {
    const { simulator } = await startTestCaller();
    await simulator.control.setFault({ operation: "token", kind: "status", status: 400 });
    expect((await askForToken(simulator)).status).toBe(400);
  });

  it("answer what cannot be read", async () => {
    const { simulator, siteUrl, get } = await startTestCaller();
    await simulator.control.setFault({ operation: "listCatalogs", kind: "unreadable", times: 1 });
    await expect(get(`${siteUrl}/managedcatalogs`)).rejects.toThrow(SyntaxError);
  });

  it.each([
    ["breakBefore", "Active"],
    ["breakAfter", "Processing"],
  ] as const)("cut the connection (%s) and leave the catalog %s", async (kind, state) => {
    const { simulator, update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id };
    await simulator.control.setFault({ operation: "startImageUpdate", kind });
    await expect(update(id, body)).rejects.toThrow("fetch failed");
    expect((await catalogNamed("Legal")).state).toBe(state);
    expect(await simulator.control.log({ operation: "startImageUpdate" })).toMatchObject([{ status: 0 }]);
  });

  it("cut the connection in the middle of the answer", async () => {
    const { simulator, siteUrl, get } = await startTestCaller();
    await simulator.control.setFault({ operation: "listCatalogs", kind: "breakMidway" });
    await expect(get(`${siteUrl}/managedcatalogs`)).rejects.toThrow("terminated");
  });

  it.each([undefined, "http://127.0.0.2:9/elsewhere"])(
    "accept an update and name %s as its location",
    async (location) => {
      const { simulator, update, catalogNamed, imageNamed } = await startTestCaller();
      const { id } = await catalogNamed("Legal");
      await simulator.control.setFault({ operation: "startImageUpdate", kind: "location", location });
      const { status, headers } = await update(id, { TemplateId: (await imageNamed("Win11-24H2-Nov")).id });
      expect([status, headers.get("location")]).toEqual([202, location ?? null]);
      expect((await catalogNamed("Legal")).state).toBe("Processing");
    },
  );

  it("answer late: a caller that gives up has had its update accepted", async () => {
    const { simulator, siteUrl, token, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    await simulator.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 600_000 });
    const sent = fetch(`${siteUrl}/catalogs/${id}/$updateImage?async=true`, {
      method: "POST",
      headers: { authorization: `CwsAuth Bearer=${token}` },
      body: JSON.stringify({ TemplateId: (await imageNamed("Win11-24H2-Nov")).id }),
      signal: AbortSignal.timeout(100),
    });
    await expect(sent).rejects.toThrow("timeout");
    expect((await catalogNamed("Legal")).state).toBe("Processing");
  });

  it("hold a request back until they are cleared, and do it then", async () => {
    const { simulator, update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    await simulator.control.setFault({ operation: "startImageUpdate", kind: "hold" });
    const sent = update(id, { TemplateId: (await imageNamed("Win11-24H2-Nov")).id });
    await expect.poll(() => simulator.control.log({ operation: "startImageUpdate" })).toHaveLength(1);
    expect((await catalogNamed("Legal")).state).toBe("Active");
    await simulator.control.clearFaults();
    expect((await sent).status).toBe(202);
    expect((await catalogNamed("Legal")).state).toBe("Processing");
  });

  it("answer late but well when the caller waits", async () => {
    const { simulator, customerUrl, get } = await startTestCaller();
    await simulator.control.setFault({ operation: "listSites", kind: "delay", delayMs: 5 });
    expect((await get(`${customerUrl}/sites`)).status).toBe(200);
  });
});

describe("control", () => {
  it("resets fleet, clock, faults and log, and leaves tokens good", async () => {
    const { simulator, siteUrl, get, update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    await update(id, { TemplateId: (await imageNamed("Win11-24H2-Nov")).id });
    await simulator.control.advance(1_000_000);
    await simulator.control.setFault({ operation: "any", kind: "breakBefore" });
    await simulator.control.reset();
    expect(Math.abs((await simulator.control.now()) - Date.now())).toBeLessThan(60_000);
    expect(await simulator.control.log()).toEqual([]);
    expect((await get(`${siteUrl}/managedcatalogs`)).status).toBe(200);
    expect(await catalogNamed("Legal")).toMatchObject({ state: "Active", templateImageName: "Win11-24H2-Oct" });
  });

  it("resets to another fleet, and without a choice to the one it was started with", async () => {
    const { simulator } = await startTestCaller();
    await simulator.control.reset({ catalogs: 3 });
    expect(await simulator.control.catalogs()).toHaveLength(3);
    await simulator.control.reset();
    expect(await simulator.control.catalogs()).toHaveLength(24);
  });

  it("patches catalogs and images, unknown words included", async () => {
    const { simulator, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Legal");
    await simulator.control.patchCatalog(id, { state: "Hibernating", color: "blue" });
    expect(await catalogNamed("Legal")).toMatchObject({ id, state: "Hibernating", color: "blue" });
    const image = await imageNamed("WS2022-Nov");
    await simulator.control.patchImage(image.id, { state: "Failed" });
    expect(await imageNamed("WS2022-Nov")).toMatchObject({ id: image.id, state: "Failed" });
  });

  it("lets an update run on under a new name, and stops it where its state is patched", async () => {
    const { simulator, catalogNamed } = await startTestCaller();
    const { id } = await catalogNamed("Sales-EU");
    await simulator.control.patchCatalog(id, { name: "Sales-Europe" });
    expect(await catalogNamed("Sales-Europe")).toMatchObject({ state: "Processing", taskCompletionPercentage: 64 });
    await simulator.control.patchCatalog(id, { state: "Error", subState: "ErrorDomainNotReachable" });
    await simulator.control.advance(1_000_000);
    expect(await catalogNamed("Sales-Europe")).toMatchObject({ state: "Error", templateImageName: "Win11-24H2-Oct" });
  });

  it("removes catalogs and images: they are listed no more, and asking for one is 404", async () => {
    const { simulator, siteUrl, get, catalogNamed, imageNamed } = await startTestCaller();
    const [{ id }, image] = [await catalogNamed("Sales-EU"), await imageNamed("Win11-24H2-Oct")];
    await simulator.control.removeCatalog(id);
    await simulator.control.removeImage(image.id);
    expect((await simulator.control.catalogs()).map(({ name }) => name)).not.toContain("Sales-EU");
    expect((await simulator.control.images()).map(({ name }) => name)).not.toContain("Win11-24H2-Oct");
    expect((await get(`${siteUrl}/managedcatalogs/${id}`)).status).toBe(404);
    expect(await catalogNamed("Legal")).toMatchObject({ imageId: image.id });
    await expect(simulator.control.removeCatalog(id)).rejects.toThrow("404");
  });

  it("refuses what it does not understand", async () => {
    const { simulator } = await startTestCaller();
    const { control, baseUrl } = simulator;
    await expect(control.advance(-1)).rejects.toThrow("400");
    await expect(control.patchCatalog("none", {})).rejects.toThrow("404");
    expect((await fetch(`${baseUrl}/__simulator/none`)).status).toBe(404);
    expect((await fetch(`${baseUrl}/__simulator/reset`, { method: "POST", body: "{}" })).status).toBe(415);
    expect((await fetch(`${baseUrl}/__simulator/reset`, { method: "DELETE" })).status).toBe(405);
  });

  it("listens on loopback only", async () => {
    await expect(startSimulator({ host: "0.0.0.0" })).rejects.toThrow("loopback");
  });
});
