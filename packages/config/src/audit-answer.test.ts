import { expect, test } from "vitest";
import { readAudit } from "./audit-answer.ts";

test("a registry that knows no advisory says that there is none", () => {
  const output = '{"advisories":{},"metadata":{"vulnerabilities":{"high":0}}}';
  expect(readAudit(output)).toEqual({ kind: "none" });
  expect(readAudit(`npm warn something\n${output}`)).toEqual({ kind: "none" });
});

test("known vulnerabilities are named, of whatever severity", () => {
  const advisory = { module_name: "left-pad", severity: "low", title: "pads wrong", url: "https://example.com/1" };
  expect(readAudit(JSON.stringify({ advisories: { "1": advisory } }))).toEqual({
    kind: "known",
    advisories: ["left-pad: low: pads wrong (https://example.com/1)"],
  });
});

test.each([
  {
    name: "an endpoint that is not there",
    output: '{"error":{"code":"X","message":"responded with 405"}}',
    why: "405",
  },
  { name: "an unknown answer", output: '{"hello":"world"}', why: "no advisories" },
  { name: "no JSON", output: "getaddrinfo ENOTFOUND\n", why: "ENOTFOUND" },
  { name: "nothing", output: "", why: "said nothing" },
])("$name is no answer, and says so", ({ output, why }) => {
  expect(readAudit(output)).toMatchObject({ kind: "could not be asked", why: expect.stringContaining(why) });
});
