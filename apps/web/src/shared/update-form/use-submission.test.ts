import { expect, test } from "vitest";
import { ApiProblem } from "../../lib/http.ts";
import { startOutcomeOf } from "./use-submission.ts";

test("a problem that the server wrote is a refusal", async () => {
  const problem = {
    type: "about:blank",
    title: "Busy",
    status: 409,
    detail: "Being updated.",
    code: "catalog-busy",
    requestId: "r1",
    fact: { code: "catalog-processing", params: { catalog: "Sales" } },
  } as const;
  const answer = await startOutcomeOf(Promise.reject(new ApiProblem("catalog-busy", 409, "Being updated.", problem)));
  expect(answer).toEqual({ kind: "refused", problem });
});

test("a broken connection, a proxy's page and an unreadable answer leave the outcome unknown", async () => {
  for (const error of [
    new ApiProblem("unreachable", 0, "No answer."),
    new ApiProblem("unreachable", 502, "Bad gateway."),
    new ApiProblem("unreadable-answer", 202, "Not JSON."),
    new TypeError("network"),
  ]) {
    expect(await startOutcomeOf(Promise.reject(error))).toEqual({ kind: "lost" });
  }
});
