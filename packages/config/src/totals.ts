/** What a test runner says about its run: how many tests passed and failed, and how many it left out. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** The parts of Vitest's JSON report that are counted. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** The parts of Playwright's JSON report that are counted. */
export interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

/** Counts a Vitest report. A file that failed without one failed test (it could not be loaded) counts as one failure. */
export function totalsOfVitest(report: VitestReport): Totals {
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts a Playwright report. A test that passed only when it was tried again has failed. */
export function totalsOfPlaywright(report: PlaywrightReport): Totals {
  return {
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
    skipped: report.stats.skipped,
  };
}

/** Adds up the runners and says whether all is well: something ran, nothing failed, and no runner ended with an error. */
export function totalsInWords(runs: readonly { totals: Totals; exitCode: number }[]): { line: string; ok: boolean } {
  let passed = 0;
  let failed = 0;
  for (const run of runs) {
    passed += run.totals.passed;
    // A runner that ended badly without naming a test must not look like a success.
    failed += run.exitCode !== 0 && run.totals.failed === 0 ? 1 : run.totals.failed;
  }
  return { line: `${passed} passed, ${failed} failed`, ok: failed === 0 && passed > 0 };
}
