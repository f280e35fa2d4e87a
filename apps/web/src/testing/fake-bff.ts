import { vi } from "vitest";

export interface FakeAnswer {
  status?: number;
  body?: unknown;
}

/**
 * Puts a BFF behind `fetch`: answers by "METHOD /path"; what a test does not name is 404. Change `answers` as you go; one
 * that is a promise comes late.
 */
export function fakeBff(answers: Record<string, FakeAnswer | (() => FakeAnswer | Promise<FakeAnswer>)>) {
  const calls: { key: string; headers: Headers; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const key = `${init.method ?? "GET"} ${path}`;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    calls.push({ key, headers: new Headers(init.headers), body });
    const found = answers[key];
    const answer = typeof found === "function" ? await found() : (found ?? problem(404, "not-found"));
    const status = answer.status ?? 200;
    return new Response(status === 204 ? null : JSON.stringify(answer.body), {
      status,
      headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" },
    });
  });
  return { answers, calls };
}

/** A problem answer of the BFF. */
export function problem(status: number, code: string, extras: Record<string, unknown> = {}): FakeAnswer {
  return {
    status,
    body: {
      type: "about:blank",
      title: code,
      status,
      detail: `It went wrong: ${code}.`,
      code,
      requestId: "r-1",
      fact: { code: "of-a-test", params: {} },
      ...extras,
    },
  };
}
