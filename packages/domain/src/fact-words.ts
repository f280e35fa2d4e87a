import type { Fact, FactOf } from "@catalog-deck/contract";
import { factInWordsOf } from "./facts.ts";
import { problemFactWords } from "./problem-fact-words.ts";
import { ruleFactWords } from "./rule-fact-words.ts";
import { updateFactWords } from "./update-fact-words.ts";

const allFactWords = { ...updateFactWords, ...ruleFactWords, ...problemFactWords };

/** A fact in the page's language; `otherwise`, the server's English, where only a server of another version knows the code. */
export function factInWords(fact: Fact, otherwise: string): string {
  return factInWordsOf(allFactWords, fact) ?? otherwise;
}

/** A fact of this version in words: on the server in English. */
export function wordsOfFact(fact: FactOf): string {
  return factInWords(fact, fact.code);
}
