import { problemCodes } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { updateRefusals } from "./refusal-words.ts";
import { RequestKeys } from "./request-keys.ts";

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
