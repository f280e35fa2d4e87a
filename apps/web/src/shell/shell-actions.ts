import * as m from "../i18n/messages.js";
import { chooseLanguage, type Language } from "../lib/language.ts";
import { showToast } from "../ui/toasts.ts";

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

/** Loads the page in another language, from a menu that closes; says so where the browser does not keep the choice. */
export async function changeLanguage(chosen: Language): Promise<void> {
  try {
    await chooseLanguage(chosen);
  } catch (error) {
    console.warn("The language could not be kept", error);
    showToast({ tone: "bad", title: m.language_not_kept() });
  }
}
