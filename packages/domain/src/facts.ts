import type { Fact, FactCode, FactParams, FactValue } from "@catalog-deck/contract";
import { connectionTroubleInWords } from "./connection-trouble.ts";
import * as m from "./i18n/messages.js";

/** The words of every code, from just its params. */
export type WordsOf<Code extends FactCode> = { [One in Code]: (params: FactParams<One>) => string };

/** The words of a table for the code of any fact; undefined where the table does not know it. */
export type KnownWords = Readonly<Record<string, (params: never) => string>>;

/**
 * A fact in the page's language: its sentence, why there was no connection, and what Citrix said. Undefined for a code that
 * only a server of another version knows.
 */
export function knownFactInWords(
  table: KnownWords,
  { code, params, connection, citrixMessage }: Fact,
): string | undefined {
  if (!Object.hasOwn(table, code)) return undefined;
  // What the server sends has the params of its code: the type of `FactOf` is what it is made by.
  const sentence = table[code]?.(params as never);
  return [
    sentence,
    connection === undefined ? undefined : connectionTroubleInWords(connection),
    citrixMessage === undefined ? undefined : m.citrix_says({ text: citrixMessage }),
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** Several names, as in "imageId, reason". */
export function inList(names: FactValue): string {
  return [names].flat().join(", ");
}
