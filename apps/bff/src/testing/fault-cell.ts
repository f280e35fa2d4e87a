import { type Catalog, type ImageUpdate, type ImageUpdateRequest, userActiveHeader } from "@catalog-deck/contract";
import { expect } from "vitest";
import { type Deck, type PersonHeaders, readyToUpdate } from "./deck.ts";
import { switchOff } from "./upstream-faults.ts";

/** Well before a session's absolute end. */
const signedInForMs = 6 * 60 * 60_000;
const ended = ["succeeded", "rolledBack", "failed", "rejected"];

/** One cell of a fault matrix on a deck that many cells share: a person, a catalog at rest, an update to be asked for. */
export interface FaultCell {
  deck: Deck;
  admin: PersonHeaders;
  catalog: Catalog;
  /** Its `reason` is the key, so that the records of this cell can be told from those of others. */
  body: ImageUpdateRequest & { reason: string };
  key: string;
}

let cells = 0;
const signedIn = new WeakMap<Deck, { admin: PersonHeaders; at: number }>();

/** A person who has just been active and signed in not long ago, so that the session does not run out within this cell. */
export async function adminOf(deck: Deck): Promise<PersonHeaders> {
  const now = deck.clock.now().getTime();
  const known = signedIn.get(deck);
  if (known !== undefined && now - known.at < signedInForMs) {
    const headers = { ...known.admin, [userActiveHeader]: "1" };
    if ((await deck.app.inject({ url: "/api/session", headers })).statusCode === 200) return known.admin;
  }
  const admin = await deck.signIn("admin");
  signedIn.set(deck, { admin, at: now });
  return admin;
}

/** Brings a deck that cells share back to good weather, whatever the last cell has left. */
export async function goodWeather(deck: Deck): Promise<void> {
  await switchOff(deck);
  await deck.pass(121_000);
}

/** Makes the next cell: the log is empty, and the catalog is on some image. */
export async function nextCell(deck: Deck): Promise<FaultCell> {
  cells += 1;
  const key = `key-of-cell-${cells}`;
  const admin = await adminOf(deck);
  const { catalog, body } = await readyToUpdate(deck, admin);
  return { deck, admin, catalog, body: { ...body, reason: key }, key };
}

export async function recordsOf({ deck, admin, key }: FaultCell): Promise<ImageUpdate[]> {
  const { items } = (await deck.get("image-updates?limit=200", admin)).json<{ items: ImageUpdate[] }>();
  return items.filter(({ reason }) => reason === key);
}

/** The image that the catalog is on, or its state where it is not at rest. */
export async function imageAtCitrix({ deck, catalog }: FaultCell): Promise<unknown> {
  const found = (await deck.control.catalogs()).find(({ id }) => id === catalog.id);
  return found?.state === "Active" ? found.imageId : found?.state;
}

/** Steps the clocks until the update has ended: half an hour at most, and never in success without the image. */
export async function endOf(cell: FaultCell, id: string): Promise<ImageUpdate> {
  const { deck, admin } = cell;
  for (let step = 0; step < 60; step += 1) {
    await deck.pass(30_000);
    const update = await deck.update(admin, id);
    if (!ended.includes(update.state)) continue;
    if (update.state === "succeeded") expect(await imageAtCitrix(cell)).toBe(update.toImage?.id);
    return update;
  }
  throw new Error(`half an hour has passed and the update is ${(await deck.update(admin, id)).state}`);
}
