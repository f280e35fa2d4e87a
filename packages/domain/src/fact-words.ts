import type { Fact } from "@catalog-deck/contract";
import { knownFactInWords } from "./facts.ts";
import { problemFactWords } from "./problem-fact-words.ts";
import { ruleFactWords } from "./rule-fact-words.ts";
import { updateFactWords } from "./update-fact-words.ts";

const allFactWords = { ...updateFactWords, ...ruleFactWords, ...problemFactWords };

/**
 * A fact in words: in the page's language, on the server in English.
 * @param otherwise the server's English, for a code that only a server of another version knows
 */
export function factInWords(fact: Fact, otherwise: string = fact.code): string {
  return knownFactInWords(allFactWords, fact) ?? otherwise;
}
