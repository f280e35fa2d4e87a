import type { Problem, ProblemCode, Session } from "@catalog-deck/contract";
import { aSession } from "@catalog-deck/contract/testing";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { createQueryClient } from "../api/query-client.ts";
import { setSessionEnded } from "../api/session-end.ts";
import { createAppRouter } from "../router.tsx";

export const connectionPath = "/api/connections/default";

/** What an answer says about its own age. */
export const fresh = { fetchedAt: "2026-11-23T11:00:00.000Z", stale: false, pollAfterMs: 30_000 };

/** What a server answers whose body says nothing, such as to a deletion. */
export const noContent = new Response(null, { status: 204 });

/** A problem that a server answers instead of data. */
export function problem(status: number, code?: ProblemCode, fields: Partial<Problem> = {}): Response {
  const body: Problem = {
    type: "about:blank",
    title: "No",
    status,
    detail: "It went wrong.",
    code: code ?? (status === 404 ? "citrix-not-found" : "citrix-unavailable"),
    requestId: "request-1",
    fact: { code: "of-a-test", params: {} },
    ...fields,
  };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}

/** By `METHOD /path`, for a GET the path alone: JSON, a response, or a function that gives one of these, perhaps late. */
export type Answers = Record<string, unknown>;

interface Call {
  /** As in the answers, with its query. */
  key: string;
  headers: Headers;
  body: unknown;
}

/**
 * Puts a server behind `fetch` until the test ends, with a session of that role. It answers by the path with its query,
 * else by the path; what is not in `answers` is a 404. The record may be changed while the app runs.
 */
export function serveApp(role: Session["user"]["role"], answers: Answers = {}) {
  const calls: Call[] = [];
  const session = aSession(role);
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const key = init.method === undefined || init.method === "GET" ? path : `${init.method} ${path}`;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    calls.push({ key, headers: new Headers(init.headers), body });
    const served: Answers = { "/api/session": session, ...answers };
    const found = served[key] ?? served[key.replace(/\?.*/, "")];
    const answer: unknown = typeof found === "function" ? await found() : found;
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? problem(404) : Response.json(answer);
  });
  return {
    answers,
    calls,
    /** What was asked for so far, in order. */
    asked: () => calls.map(({ key }) => key),
  };
}

/** Opens the whole app at an address, as a browser would. Gives what holds its data. */
export function openApp(path: string, connectionId?: string): QueryClient {
  setSessionEnded(false);
  window.history.pushState(null, "", path);
  const client = createQueryClient();
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={createAppRouter(client, connectionId)} />
    </QueryClientProvider>,
  );
  return client;
}
