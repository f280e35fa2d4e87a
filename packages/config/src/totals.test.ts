import { describe, expect, it } from "vitest";
import { totalsInWords, totalsOfPlaywright, totalsOfVitest } from "./totals.ts";

const clean = { passed: 3, failed: 0, skipped: 0 };

describe("the totals of a test run", () => {
  it("counts a test file that could not be loaded as a failure", () => {
    const totals = totalsOfVitest({
      numPassedTests: 4,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] },
        { status: "failed", assertionResults: [] },
      ],
    });
    expect(totals).toEqual({ passed: 4, failed: 2, skipped: 0 });
  });

  it("counts a journey that passed only at the second try as failed", () => {
    const totals = totalsOfPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 }, errors: [] });
    expect(totals).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  it("adds both runners up in one line", () => {
    const runs = [
      { totals: clean, exitCode: 0 },
      { totals: { passed: 10, failed: 2, skipped: 0 }, exitCode: 1 },
    ];
    expect(totalsInWords(runs)).toEqual({ line: "13 passed, 2 failed", ok: false });
  });

  it("is no success when a runner ended with an error and named no test", () => {
    expect(totalsInWords([{ totals: clean, exitCode: 1 }])).toEqual({ line: "3 passed, 1 failed", ok: false });
  });

  it("is no success when no test ran", () => {
    expect(totalsInWords([{ totals: { passed: 0, failed: 0, skipped: 0 }, exitCode: 0 }]).ok).toBe(false);
  });
});
