import { getLocale } from "../i18n/runtime.js";

/** The languages of the pages, each by its own name. */
export const languageNames = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languageNames;

// The server reads the same cookie when it chooses the page's language.
const cookieName = "deck_language";
const keptForMs = 400 * 24 * 60 * 60_000;

export const language: Language = getLocale();

/**
 * Keeps the choice in this browser and loads the page again in that language: what a person set is in the URL. Settles
 * only by throwing: when the browser does not keep it.
 */
export async function chooseLanguage(chosen: Language): Promise<never> {
  await cookieStore.set({
    name: cookieName,
    value: chosen,
    expires: Date.now() + keptForMs,
    path: "/",
    // Not strict: a link in a message from elsewhere opens the page in the chosen language too.
    sameSite: "lax",
  });
  window.location.reload();
  return new Promise<never>(() => undefined);
}
