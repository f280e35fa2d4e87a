import { expect, test } from "vitest";
import { Caller } from "../../reliability/instances/caller.ts";
import { quantile } from "../../reliability/soak/measurements.ts";
import { firstAdmin, startRealServer } from "../testing/real-server.ts";

const signIns = 600;
const metricsToken = "memory";

async function residentMb(url: string): Promise<number> {
  const headers = { authorization: `Bearer ${metricsToken}` };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1024 / 1024;
}

test("six hundred sign-ins at once: most are told to come back, health answers, memory is bounded, and it passes", async () => {
  // It believes the addresses which its load balancer names.
  const { server } = await startRealServer({ TRUSTED_PROXIES: "127.0.0.1/32", METRICS_TOKEN: metricsToken });
  const { url } = server;
  const admin = await Caller.signIn(url, firstAdmin);
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
  const floodedAt = performance.now();
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
  const floodMs = performance.now() - floodedAt;
  const typicalHealthMs = quantile(healthMs, 0.5);
  const refused = answers.filter(({ status }) => status === 503);
  console.log(
    `overload: of ${signIns} sign-ins at once ${refused.length} were told to come back; health within ` +
      `${Math.round(typicalHealthMs)} ms (median), ${Math.round(Math.max(...healthMs))} ms at most, of ${Math.round(floodMs)} ms; memory ${Math.round(before)} MB before, ${Math.round(peak)} MB at most`,
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) expect(answer).toMatchObject({ retryAfter: "3", body: { code: "overloaded" } });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]));
  // Compared with what it overtakes: a busy machine makes both slower.
  expect(typicalHealthMs).toBeLessThan(floodMs / 10);
  expect(peak - before).toBeLessThan(150);
  expect((await admin.get(`${url}/api/connections/default/catalogs`)).status).toBe(200);
  await Caller.signIn(url, firstAdmin);
});
