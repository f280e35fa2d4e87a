import { z } from "zod";

/** An item of a list that is not what Citrix's API says: where it stands, and what of it could be read. */
export interface UnreadableItem {
  index: number;
  /** The first field that is missing or of another type; `item` where nothing of it is an object. */
  field: string;
  id?: string;
  name?: string;
}

/** What a list holds, and what of it could not be read. */
export interface ReadItems<Item> {
  items: Item[];
  unreadable: UnreadableItem[];
}

const Described = z.object({
  id: z.string().min(1).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});

/** A list that is read item by item, so that one odd item never hides the others. */
export function itemsOf<Item>(schema: z.ZodType<Item>) {
  return z.array(z.unknown()).transform((values): ReadItems<Item> => {
    const read: ReadItems<Item> = { items: [], unreadable: [] };
    for (const [index, value] of values.entries()) {
      const parsed = schema.safeParse(value);
      if (parsed.success) {
        read.items.push(parsed.data);
      } else {
        const field = parsed.error.issues[0]?.path.join(".") || "item";
        const { id, name } = Described.safeParse(value).data ?? {};
        read.unreadable.push({
          index,
          field,
          ...(id === undefined ? {} : { id }),
          ...(name === undefined ? {} : { name }),
        });
      }
    }
    return read;
  });
}

/** A part of an answer that can be done without: its items that cannot be read are left out. */
export function optionalItems<Item>(schema: z.ZodType<Item>) {
  return z
    .array(z.unknown())
    .transform((values) => values.flatMap((value) => schema.safeParse(value).data ?? []))
    .nullish()
    .catch(undefined);
}

/**
 * Gives each item of a list its normal id. An id that comes twice counts once, the first time: what comes again could not
 * be told from it, and what cannot be read is left out where the same id could.
 * @param normal what to make of an item
 */
export function withoutTwins<Item extends { id: string }>(
  { items, unreadable }: ReadItems<Item>,
  normal: { item: (item: Item) => Item; id: (spelled: string) => string },
): ReadItems<Item> {
  const byId = new Map<string, Item>();
  for (const item of items.map(normal.item)) if (!byId.has(item.id)) byId.set(item.id, item);
  const seen = new Set(byId.keys());
  const odd = unreadable.map(({ id: spelled, ...item }): UnreadableItem => {
    const id = spelled === undefined ? undefined : normal.id(spelled);
    if (id === undefined || seen.has(id)) return item;
    seen.add(id);
    return { ...item, id };
  });
  return { items: [...byId.values()], unreadable: odd };
}
