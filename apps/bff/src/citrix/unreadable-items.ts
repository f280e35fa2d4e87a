import type { UnreadableItem } from "@catalog-deck/catalogservice";
import type { FastifyBaseLogger } from "fastify";

/** Of a list that holds nothing but odd items the log names so many. */
const mostNamed = 20;

/** Logs what of a list could not be read: once, and again when that is something else. Where, never what: it may be anything. */
export class UnreadableItemLog {
  readonly #log: FastifyBaseLogger;
  readonly #list: "catalogs" | "images";
  #last = "[]";

  constructor(log: FastifyBaseLogger, list: "catalogs" | "images") {
    this.#log = log;
    this.#list = list;
  }

  /** Takes what could not be read of the newest reading. */
  see(unreadable: readonly UnreadableItem[]): void {
    const places = unreadable.map(({ index, field }) => ({ index, field }));
    const text = JSON.stringify(places);
    if (text === this.#last) return;
    this.#last = text;
    const list = this.#list;
    if (places.length === 0) this.#log.info({ list }, "all items of Citrix's list can be read again");
    else {
      const named = places.slice(0, mostNamed);
      this.#log.warn({ list, count: places.length, items: named }, "items of Citrix's list cannot be read");
    }
  }
}

/** What stands in a list for the items that could not be read, and their number, where there are any. */
export function standInsFor(unreadable: readonly UnreadableItem[]) {
  const items = unreadable.flatMap(({ id, name }) =>
    id === undefined
      ? []
      : [{ id, ...(name === undefined ? {} : { name }), state: "Unknown" as const, unreadable: true as const }],
  );
  return { items, count: unreadable.length === 0 ? {} : { unreadable: unreadable.length } };
}
