/** People of the company; `roles` is the claim that Catalog Deck is told to look at. */
export const people = {
  ada: { name: "Ada Admin", roles: ["CatalogDeck.Admin", "Everybody"] },
  hedy: { name: "Hedy Helpdesk", roles: ["CatalogDeck.Helpdesk"] },
  nora: { name: "Nora Norole", roles: ["Everybody"] },
  brin: { name: "Brin Both", roles: ["CatalogDeck.Helpdesk", "CatalogDeck.Admin"] },
} as const;

export type PersonAtProvider = keyof typeof people;

/** What the provider tells of a person, beside the subject; nothing of one whom it does not know. */
export function claimsOf(id: string): Record<string, unknown> {
  return id in people ? people[id as PersonAtProvider] : {};
}
