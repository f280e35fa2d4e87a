import { CatalogServiceError } from "@catalog-deck/catalogservice";
import { expect, test } from "vitest";
import { problemFromCitrix } from "./citrix-problems.ts";

test.each([
  ["not-found", 404, "citrix-not-found"],
  ["conflict", 409, "citrix-conflict"],
  ["rate-limited", 503, "citrix-rate-limited"],
  ["unavailable", 503, "citrix-unavailable"],
  ["timed-out", 504, "citrix-timed-out"],
  ["unauthorised", 502, "citrix-unauthorised"],
  ["forbidden", 502, "citrix-forbidden"],
  ["refused", 502, "citrix-refused"],
  ["unreadable", 502, "citrix-unreadable"],
] as const)("%s from Citrix is a %i %s, with the transaction id", (kind, status, code) => {
  const error = new CatalogServiceError({ kind, message: "m", transactionId: "t-1", mayHaveBeenReceived: false });
  expect(problemFromCitrix(error)).toMatchObject({ status, code, extras: { citrixTransactionId: "t-1" } });
});

test("a rate limit says in whole seconds when to come back", () => {
  const now = new Date("2026-11-23T14:00:00Z");
  const error = new CatalogServiceError({
    kind: "rate-limited",
    message: "m",
    transactionId: "t-1",
    mayHaveBeenReceived: false,
    retryAt: new Date("2026-11-23T14:00:29.500Z"),
  });
  const problem = problemFromCitrix(error, {}, now);
  expect(problem.headers).toEqual({ "retry-after": "30" });
  expect(problem.extras.retryAfterMs).toBe(29_500);
});
