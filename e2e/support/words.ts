import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Language = "en" | "de";

const messagesFolder = join(import.meta.dirname, "../../apps/web/messages");
const rulesFolder = join(import.meta.dirname, "../../packages/domain/messages");

/**
 * Reads the pages' words of a language, so that a journey can go the same way in each. Gives a function from a message's
 * key and its placeholders to the text; it throws for a key that does not exist and for one with plural variants.
 */
export function wordsOf(language: Language): (key: string, placeholders?: Record<string, string>) => string {
  const folder = join(messagesFolder, language);
  const files = [join(rulesFolder, `${language}.json`), ...readdirSync(folder).map((file) => join(folder, file))];
  const messages: Record<string, unknown> = Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(file, "utf8"))),
  );
  return (key, placeholders = {}) => {
    const text = messages[key];
    if (typeof text !== "string") throw new Error(`The pages have no plain message ${key} in ${language}.`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  };
}
