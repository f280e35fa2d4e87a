import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess, freePort } from "./testing/crash/bff-process.ts";
import { Caller } from "./testing/instances/caller.ts";

const account = { username: "root", password: "correct horse battery" };
const signIns = 600;

/** A real server process that believes the addresses which its load balancer names. */
async function startServer(): Promise<BffProcess> {
  const simulator = await startSimulator();
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-overload-"));
  const server = new BffProcess(
    await freePort(),
    {
      DATA_DIR: dataDir,
      TRUSTED_PROXIES: "127.0.0.1/32",
      CITRIX_API_BASE_URL: simulator.baseUrl,
      CITRIX_CUSTOMER_ID: simulator.customerId,
      CITRIX_CLIENT_ID: simulator.clientId,
      CITRIX_CLIENT_SECRET: simulator.clientSecret,
      INITIAL_ADMIN_USERNAME: account.username,
      INITIAL_ADMIN_PASSWORD: account.password,
    },
    "src/main.ts",
  );
  onTestFinished(async () => {
    await server.kill();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  await server.start();
  return server;
}

async function residentMb(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1024 / 1024;
}

test("six hundred sign-ins at once: most are told to come back, health answers, memory is bounded, and it passes", async () => {
  const server = await startServer();
  const { url } = server;
  const admin = await Caller.signIn(url, account);
  const before = await residentMb(url);
  const signIn = async (number: number) => {
    const answer = await fetch(`${url}/api/session`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": `10.0.${Math.floor(number / 250)}.${1 + (number % 250)}`,
      },
      body: JSON.stringify({ username: `person-${number}`, password: "not the password" }),
    });
    return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: await answer.json() };
  };
  let over = false;
  const flood = Promise.all(Array.from({ length: signIns }, (_, number) => signIn(number))).finally(() => {
    over = true;
  });
  const healthMs: number[] = [];
  let peak = before;
  while (!over) {
    const askedAt = performance.now();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    healthMs.push(performance.now() - askedAt);
    peak = Math.max(peak, await residentMb(url));
  }
  const answers = await flood;
  const refused = answers.filter(({ status }) => status === 503);
  console.log(
    `overload: of ${signIns} sign-ins at once ${refused.length} were told to come back; health within ` +
      `${Math.round(Math.max(...healthMs))} ms; memory ${Math.round(before)} MB before, ${Math.round(peak)} MB at most`,
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) expect(answer).toMatchObject({ retryAfter: "3", body: { code: "overloaded" } });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]));
  expect(Math.max(...healthMs)).toBeLessThan(2_000);
  expect(peak - before).toBeLessThan(150);
  expect((await admin.get(`${url}/api/connections/default/catalogs`)).status).toBe(200);
  await Caller.signIn(url, account);
});
