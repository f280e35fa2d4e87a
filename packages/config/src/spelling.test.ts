import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "../../..");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(tsx?|mjs|css|html|json|md|ya?ml)$/.test(file) && existsSync(join(repository, file)))
  .filter((file) => !/(^|\/)messages\/de[./]|spelling\.test\.ts$|pnpm-lock/.test(file));

const british = [
  /\w*(?:colou|behaviou|neighbou|favou|flavou|honou|labou|harbou|rumou|endeavou)r\w*/gi,
  /\w*(?:author|organ|recogn|serial|normal|initial|optim|minim|maxim|summar|synchron|custom|categor|prior|capital|util|emphas|real)is(?:e|ed|es|er|ers|ing|ation|ations)\b/gi,
  /\w*(?:analys|paralys)(?:e|ed|ing)\b/gi,
  /\w*(?:label|cancel|travel|signal|model|level|total|channel|tunnel)l(?:ed|ing)\b/gi,
  /\b(?:licences?|centres?|defence|offence|catalogues?|grey|towards|whilst|amongst|learnt|spelt|misspelt|spoilt|judgement|acknowledgement|programmes?|ageing)\b/gi,
];

/** Codes that are stored and sent, names and a password. */
const kept = /^(?:\w*cancelled\w*|\w*unauthorised\w*|Call-Centre|labelledby|harbour)$/i;

test("English is American English", () => {
  expect(files.length).toBeGreaterThan(900);
  const found = files.flatMap((file) => {
    const text = readFileSync(join(repository, file), "utf8");
    return british
      .flatMap((words) => [...text.matchAll(words)])
      .filter(({ 0: word, index }) => !kept.test(word) && !kept.test(text.slice(index - 5, index) + word))
      .map(({ 0: word }) => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});
