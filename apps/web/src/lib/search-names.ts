/**
 * Every name of a page's search parameters without a value. The router leaves a name that a validator does not give as
 * the address has it, so a validator begins with this and adds what it accepts.
 */
export function withoutValues<Search extends object>(names: readonly (keyof Search)[]): Search {
  return Object.fromEntries(names.map((name) => [name, undefined])) as Search;
}
