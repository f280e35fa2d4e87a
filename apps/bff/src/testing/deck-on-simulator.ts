import { startDeck as start } from "./deck.ts";

export { type Deck, type Person, readyToUpdate } from "./deck.ts";

/** A deck on a fleet of that size; a new test uses `startDeck` of deck.ts itself. */
export function startDeck(fleet: { catalogs: number; images?: number } = { catalogs: 8, images: 16 }) {
  return start({ fleet });
}
