import { describe, expect, it } from "vitest";
import { askForToken, startTestCaller } from "./test-caller.ts";

describe("tokens", () => {
  it("are given for the right id and secret, with their life in seconds as a string", async () => {
    const { simulator } = await startTestCaller({ tokenLifetimeSeconds: 120 });
    const answer = await askForToken(simulator);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ token_type: "bearer", expires_in: "120" });
  });

  it.each([
    ["a wrong secret", { client_secret: "wrong" }, 401],
    ["a wrong id", { client_id: "wrong" }, 401],
    ["another grant", { grant_type: "password" }, 400],
  ])("are refused for %s", async (_, changed: Record<string, string>, status) => {
    const { simulator } = await startTestCaller();
    const answer = await askForToken(simulator, changed);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(simulator.clientSecret);
  });

  it("expire by the simulated clock", async () => {
    const { simulator, customerUrl, get } = await startTestCaller({ tokenLifetimeSeconds: 120 });
    await simulator.control.advance(119_999);
    expect((await get(`${customerUrl}/sites`)).status).toBe(200);
    await simulator.control.advance(1);
    expect((await get(`${customerUrl}/sites`)).status).toBe(401);
  });

  it.each([
    ["CwsAuth Bearer=", 200],
    ["cwsauth bearer=", 200],
    ["CWSAUTH BEARER=", 200],
    ["Bearer ", 401],
    ["CwsAuth ", 401],
  ])("are taken as '%s…' with %i", async (prefix, status) => {
    const { customerUrl, token, get } = await startTestCaller();
    expect((await get(`${customerUrl}/sites`, { authorization: prefix + token })).status).toBe(status);
  });

  it("are refused when unknown or absent, and give no rights for another customer", async () => {
    const { simulator, customerUrl, get } = await startTestCaller();
    expect((await get(`${customerUrl}/sites`, { authorization: "CwsAuth Bearer=eyUnknown" })).status).toBe(401);
    expect((await fetch(`${customerUrl}/sites`)).status).toBe(401);
    expect((await get(`${simulator.baseUrl}/catalogservice/fabrikam/sites`)).status).toBe(403);
  });
});
