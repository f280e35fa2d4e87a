import type { Problem, Session } from "@catalog-deck/contract";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { createQueryClient } from "./api/query-client.ts";
import { createAppRouter } from "./router.tsx";
import { aSession } from "./testing/catalogs.ts";

/** The path of the tests' one connection. */
export const connectionPath = "/api/connections/default";

/** What a reading says about its own age. */
export const fresh = { fetchedAt: "2026-11-23T11:00:00.000Z", stale: false, pollAfterMs: 30_000 };

/** A problem that a server answers instead of data. */
export function problem(status: number, fields: Partial<Problem> = {}): Response {
  const body: Problem = {
    type: "about:blank",
    title: "No",
    status,
    detail: "It went wrong.",
    code: status === 404 ? "citrix-not-found" : "citrix-unavailable",
    requestId: "request-1",
    fact: { code: "of-a-test", params: {} },
    ...fields,
  };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}

/**
 * A server that answers the app's reads until the test ends: by path with its query, else by path, and with a session of
 * that role. What is not in `answers` is a 404. The record may be changed while the app runs. Gives every path that was asked for, in order.
 */
export function serveApp(role: Session["user"]["role"], answers: Record<string, unknown>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const answer = { "/api/session": aSession(role), ...answers }[path] ?? answers[path.replace(/\?.*/, "")];
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? problem(404) : Response.json(answer);
  });
  return asked;
}

/** Opens the whole app at an address, as a browser would. Gives what holds its data. */
export function openApp(path: string): QueryClient {
  window.history.pushState(null, "", path);
  const client = createQueryClient();
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={createAppRouter(client, undefined)} />
    </QueryClientProvider>,
  );
  return client;
}
