import { problemCodes } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { ApiProblem } from "../../lib/http.ts";
import { updateRefusals } from "./refusal-words.ts";
import { RequestKeys, startOutcomeOf } from "./use-submission.ts";

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

const body = { imageId: "img-nov", expectedImageId: "img-oct", vdaUpdateDelay: 60 };

function countingKeys(): RequestKeys<typeof body> {
  let count = 0;
  return new RequestKeys(() => `key-${String(++count).padStart(4, "0")}`);
}

test("the same body is sent under the same key, in whatever order it was written", () => {
  const keys = countingKeys();
  expect(keys.keyFor(body)).toBe("key-0001");
  expect(keys.keyFor({ vdaUpdateDelay: 60, expectedImageId: "img-oct", imageId: "img-nov" })).toBe("key-0001");
});

test("another body is another request", () => {
  const keys = countingKeys();
  expect(keys.keyFor(body)).not.toBe(keys.keyFor({ ...body, vdaUpdateDelay: 65 }));
  expect(keys.keyFor(body)).toBe("key-0001");
});

test("after a certain refusal a new try gets a new key", () => {
  const keys = countingKeys();
  keys.keyFor(body);
  keys.retire(body);
  expect(keys.keyFor(body)).toBe("key-0002");
});

test("every problem code has words, and a server that failed midway leaves the outcome unknown", () => {
  for (const code of problemCodes) {
    const { title, nextStep } = updateRefusals.ofProblem({ code });
    expect(title.length).toBeGreaterThan(10);
    expect(nextStep.length).toBeGreaterThan(10);
  }
  // What is no answer about an update proves nothing about it either.
  const aboutOthers = [
    ...["username-taken", "account-changed", "last-admin", "set-up-link-invalid"],
    ...["rollout-refused", "rollout-busy", "rollout-changed", "rollout-not-possible"],
  ];
  const unknown = problemCodes.filter((code) => updateRefusals.ofProblem({ code }).outcome === "unknown");
  expect(unknown.filter((code) => !aboutOthers.includes(code))).toEqual(["shutting-down", "internal-error"]);
  expect(updateRefusals.lostAnswer.outcome).toBe("unknown");
});
