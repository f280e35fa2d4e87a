/** The events that ask for the list of keys and for the command palette. */
export const keysEvent = "catalog-deck:show-keys";
export const paletteEvent = "catalog-deck:show-palette";

/** Opens the list of keys from anywhere. */
export function showKeys(): void {
  window.dispatchEvent(new Event(keysEvent));
}

/** Opens the command palette from anywhere. */
export function showPalette(): void {
  window.dispatchEvent(new Event(paletteEvent));
}
