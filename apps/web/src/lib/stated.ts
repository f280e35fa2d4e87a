import type { Fact } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import { language } from "./language.ts";

/** What the server states, with its own English; each is absent where it states nothing. */
interface Stated {
  fact?: Fact | undefined;
  message?: string | undefined;
}

/** What the server states in the page's language; in its own English where only a server of another version knows the fact. */
export function stated({ fact, message }: Stated): string | undefined {
  return fact === undefined ? message : factInWords(fact, message ?? fact.code);
}

/**
 * Citrix's sentence where room is scarce: undefined where the page has words of its own for the same (`isSaid`) and is
 * in another language than Citrix.
 */
export function unlessRepeated(text: string | undefined, isSaid: boolean): string | undefined {
  return isSaid && language !== "en" ? undefined : text || undefined;
}
