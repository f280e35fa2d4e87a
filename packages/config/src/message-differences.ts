/** The messages of one language as their files hold them: a text, or variants that are chosen by a number or a word. */
export type Messages = Record<string, unknown>;

/** What one language's messages lack or have too many, compared with the base language's; empty when they fit. */
export function differencesOf(base: Messages, other: Messages): string[] {
  const differences: string[] = [];
  for (const name of Object.keys(base)) {
    if (!(name in other)) {
      differences.push(`${name} is missing`);
      continue;
    }
    const [wanted, found] = [placeholdersOf(base[name]), placeholdersOf(other[name])];
    if (wanted !== found) differences.push(`${name} uses {${found}} where the base language uses {${wanted}}`);
  }
  for (const name of Object.keys(other)) {
    if (!(name in base)) differences.push(`${name} is not in the base language`);
  }
  return differences;
}

/** The placeholders and markup of a message, in all its variants: sorted, each once. */
function placeholdersOf(message: unknown): string {
  const texts = typeof message === "string" ? [message] : variantsOf(message);
  const names = texts.flatMap((text) => [...text.matchAll(/\{([#/]?[A-Za-z]\w*)\}/g)].map(([, name]) => name));
  return [...new Set(names)].sort().join(", ");
}

function variantsOf(message: unknown): string[] {
  if (!Array.isArray(message)) return [];
  return message.flatMap((part: { match?: Record<string, string> }) => Object.values(part.match ?? {}));
}
