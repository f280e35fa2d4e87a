/** The parameters of an address: a text each, or a list of texts where a name stands there more than once. */
export type SearchParameters = Record<string, string | readonly string[]>;

/** Reads the part of an address behind the question mark. */
export function readSearchText(text: string): SearchParameters {
  const query = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

/** Parameters as an address has them, without a question mark; a list is one `name=value` for each. What is empty or no text is left out. */
export function searchTextOf(search: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search) as [string, unknown][]) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "string" && one !== "") query.append(name, one);
    }
  }
  return query.toString();
}
