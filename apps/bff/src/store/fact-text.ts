import type { FactOf } from "@catalog-deck/contract";

/** A fact as a row keeps it. */
export function factText(fact: FactOf): string {
  return JSON.stringify(fact);
}

/** The fact that a row keeps, written by this version (store/migrations). */
export function factOfText(text: string): FactOf {
  return JSON.parse(text) as FactOf;
}
