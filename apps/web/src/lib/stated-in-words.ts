import type { Fact } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";

/** What the server states, with its own English; each is absent where it states nothing. */
interface Stated {
  fact?: Fact | undefined;
  message?: string | undefined;
}

/** What the server states in the page's language; in its own English where only a server of another version knows the fact. */
export function statedInWords({ fact, message }: Stated): string | undefined {
  return fact === undefined ? message : factInWords(fact, message ?? fact.code);
}
