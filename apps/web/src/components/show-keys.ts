/** The event that asks for the list of keys. */
export const keysEvent = "catalog-deck:show-keys";

/** Opens the list of keys from anywhere. */
export function showKeys(): void {
  window.dispatchEvent(new Event(keysEvent));
}
