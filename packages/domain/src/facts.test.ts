import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FactOf, problemFacts, ruleFacts, updateFacts } from "@catalog-deck/contract";
import { expect, test, vi } from "vitest";
import { factInWords } from "./fact-words.ts";

const messagesIn = (language: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../messages/${language}.json`), "utf8"));
const languages = { en: messagesIn("en"), de: messagesIn("de") };

/** The message of a code is named after it. */
const facts = [
  ...Object.entries(updateFacts).map(([code, params]) => ({ code, params, message: `seen_${code}` })),
  ...Object.entries(ruleFacts).map(([code, params]) => ({ code, params, message: code })),
  ...Object.entries(problemFacts).map(([code, params]) => ({ code, params, message: `problem_${code}` })),
].map((fact) => ({ ...fact, message: fact.message.replaceAll("-", "_"), params: fact.params as readonly string[] }));

const sampleOf = (code: string, params: readonly string[]) =>
  ({ code, params: Object.fromEntries(params.map((name) => [name, `<${name}>`])) }) as FactOf;

test("no code stands for two facts", () => {
  expect(new Set(facts.map(({ code }) => code)).size).toBe(facts.length);
});

test.each(facts)(
  "$code has words in both languages, with exactly the params that it sends",
  ({ code, params, message }) => {
    for (const words of Object.values(languages)) {
      const text = JSON.stringify(words[message] ?? "");
      expect(text).toMatch(/^"[A-ZÄÖÜ{].*(\.|: \{\w+\})"$/);
      const named = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([...new Set(named)].toSorted()).toEqual(params.toSorted());
    }
    const sentence = factInWords(sampleOf(code, params));
    expect(sentence).toMatch(/^[A-Z<].*[.>]$/);
    expect(sentence).not.toContain("undefined");
  },
);

test("a message for a fact belongs to a code that is sent", () => {
  const known = new Set(facts.map(({ message }) => message));
  const orphans = Object.keys(languages.en).filter(
    (name) => /^(seen|problem|rule|passed|not_compared)_/.test(name) && !known.has(name),
  );
  expect(orphans).toEqual([]);
});

test("what Citrix said and why there is no connection follow the sentence", () => {
  expect(factInWords({ code: "catalog-in-error", params: {}, citrixMessage: "Disk full." })).toBe(
    "The catalog is in an error state. Citrix says: Disk full.",
  );
  const connection = { reason: "refused", host: "api.cloud.com", proxy: false } as const;
  expect(factInWords({ code: "citrix-unavailable", params: {}, connection })).toBe(
    "Citrix Cloud can't be reached at the moment. api.cloud.com refused the connection.",
  );
});

test("several names stand in a list, and a state and a warning under their own names", () => {
  expect(factInWords({ code: "body-invalid", params: { fields: ["imageId", "reason"] } })).toBe(
    "The body is not valid: imageId, reason.",
  );
  expect(factInWords({ code: "rule-not-ready", params: { state: "PreDeployment" } })).toContain('"Not deployed yet"');
  expect(factInWords({ code: "rule-has-error", params: { errors: ["ImageRollback"] } })).toContain("rolled back");
});

test.each(["of-tomorrow", "toString", "__proto__"])(
  "a code of another version (%s) is told in its server's words",
  (code) => {
    expect(factInWords({ code, params: {} }, "The server's own words.")).toBe("The server's own words.");
  },
);

test("a German page makes German of the same fact", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  vi.resetModules();
  const german = await import("./fact-words.ts");
  expect(german.factInWords({ code: "on-other-image", params: { image: "Win11" } })).toBe(
    "Der Katalog hat jetzt ein anderes Image (Win11): Jemand anderes hat ihn geändert.",
  );
  expect(german.factInWords({ code: "catalog-in-error", params: {}, citrixMessage: "Disk full." })).toBe(
    "Der Katalog ist in einem Fehlerzustand. Citrix meldet: Disk full.",
  );
  vi.unstubAllGlobals();
});
