/** What leaves no trace on a screen: zero-width characters, soft hyphens, marks of direction and order, controls. */
const invisible = /\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}/gu;

/**
 * A text as a person sees it, for comparing with what a person types: composed characters, every run of white space one
 * space, none at the ends, and nothing invisible. Empty when there is nothing to see.
 */
export function visibleText(text: string): string {
  return text.normalize("NFC").replace(invisible, "").replace(/\s+/g, " ").trim();
}

/** A text in which, or for which, a person searches: as it is seen, without case. */
export function searchText(text: string): string {
  return visibleText(text).toLowerCase();
}

/** The words of what a person searches for; a thing is found when it holds each of them. */
export function searchWords(question: string): string[] {
  return searchText(question).split(" ").filter(Boolean);
}

/** What a person types to confirm that they mean this catalog: its name, or its id where the name shows nothing. */
export function nameToType({ id, name }: { id: string; name: string }): string {
  return visibleText(name) || id;
}

/** Controls, and marks that would turn the direction of what stands around them. */
const disturbing = /(?:(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff])+/gu;

/** A foreign text that cannot disturb its surroundings. */
export function harmlessText(text: string): string {
  return text.replace(disturbing, " ").trim();
}

/** The beginning of a long foreign text, at a word's end where there is one near; a text that fits stays whole. */
export function shortText(text: string, max = 280): string {
  const harmless = harmlessText(text);
  if (harmless.length <= max) return harmless;
  const cut = harmless.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${cut.replace(/\s+\S{0,30}$/, "")}…`;
}
