import { instantIn, periodIn, type TimeSearch } from "../../lib/period.ts";

/** What a person set on the audit page; all of it is in the URL. */
export interface AuditSearch extends TimeSearch {
  person?: string;
  catalog?: string;
  what?: string;
}

// The contract's identifiers and kinds; what is none of them would only come back as a refusal.
const identifier = /^[A-Za-z0-9_][A-Za-z0-9._~:-]{0,127}$/;
const word = /^[a-z][a-z0-9-]{0,59}$/;

const shapes = {
  person: (text) => identifier.test(text),
  catalog: (text) => identifier.test(text),
  what: (text) => word.test(text),
  period: (text) => periodIn(text) !== undefined,
  from: (text) => instantIn(text) !== undefined,
  to: (text) => instantIn(text) !== undefined,
} satisfies Record<keyof AuditSearch, (text: string) => boolean>;

/** Reads the search parameters of the audit page. What makes no sense there is left out, never an error. */
export function validateAuditSearch(search: Record<string, unknown>): AuditSearch {
  // Names without a value stay: the router leaves a name that is missing here as the address has it.
  return Object.fromEntries(
    Object.entries(shapes).map(([name, fits]) => {
      const value = search[name];
      if (typeof value !== "string" || !fits(value)) return [name, undefined];
      // Links from before may have a catalog's id as Citrix spells it.
      return [name, name === "catalog" ? value.toLowerCase() : value];
    }),
  );
}

/** Whether anything is filtered: a name without a value filters nothing. */
export function hasFilters(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}
