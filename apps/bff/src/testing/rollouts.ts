import type { Catalog, Rollout, RolloutDetail, RolloutRequest } from "@catalog-deck/contract";
import type { Answer } from "./answers.ts";
import { type Deck, type DeckOptions, type PersonHeaders, startDeck } from "./deck.ts";

/** Catalogs that nothing speaks against moving, and an image for all of them. */
export interface Fleet {
  catalogs: Catalog[];
  imageId: string;
  fromImageId: string;
}

const rollouts = "/api/connections/default/rollouts";

/** Makes `count` catalogs of a deck alike, so that one image fits them all. */
export async function fleetOf(deck: Deck, person: PersonHeaders, count: number): Promise<Fleet> {
  const images = (await deck.get("images", person)).json<{ items: { id: string }[] }>().items;
  const [from, to, other] = images;
  if (from === undefined || to === undefined || other === undefined) throw new Error("the fleet has too few images");
  for (const { id } of [from, to, other]) {
    await deck.control.patchImage(id, {
      state: "Ready",
      sessionSupport: "Both",
      osPlatform: "Windows",
      isServerOs: false,
      vdaVersion: "2507.0.10",
      region: null,
      isDeprecated: false,
    });
  }
  const plain = { allocationType: "Random", isRemotePcCatalog: false, region: null, warnings: [] };
  const all = await deck.control.catalogs();
  if (all.length < count) throw new Error("the fleet has too few catalogs");
  for (const { id } of all.slice(0, count)) {
    await deck.control.patchCatalog(id, { ...plain, state: "Active", subState: null, imageId: from.id });
  }
  const wanted = new Set(all.slice(0, count).map(({ id }) => id));
  await deck.pass(31_000);
  const { items } = await deck.catalogs(person);
  await deck.control.clearLog();
  return { catalogs: items.filter(({ id }) => wanted.has(id)), imageId: to.id, fromImageId: from.id };
}

/** A deck with an administrator and `count` catalogs that one image fits. */
export async function deckWith(count: number, options: DeckOptions = {}) {
  const deck = await startDeck({ fleet: { catalogs: count + 1, images: 8 }, ...options });
  const admin = await deck.signIn("admin");
  const fleet = await fleetOf(deck, admin, count);
  return { deck, admin, fleet, idOf: (at: number) => fleet.catalogs[at]?.id ?? "" };
}

/** Lets what runs end, and what follows begin. */
export async function untilEnded(deck: Deck): Promise<void> {
  await deck.pass(3 * 60_000);
  await deck.pass(5_000);
}

/** The catalogs for which a request to start an update has reached Citrix, one for each. */
export async function postsFor(deck: Deck): Promise<string[]> {
  const posts = await deck.control.log({ operation: "startImageUpdate" });
  return posts.map(({ path }) => /catalogs\/([^/]+)/.exec(path)?.[1] ?? "");
}

/** The plan that moves the catalogs of a fleet, in these waves: [1, 1, 2] puts the first two into wave 1. */
export function planFor(fleet: Fleet, waves: readonly number[], changes: Partial<RolloutRequest> = {}) {
  return {
    targets: waves.map((wave, place) => ({
      catalogId: fleet.catalogs[place]?.id ?? "",
      imageId: fleet.imageId,
      expectedImageId: fleet.fromImageId,
      wave,
    })),
    gate: { kind: "none" },
    vdaUpdateDelay: 60,
    start: { kind: "now" },
    ...changes,
  };
}

export function plan(deck: Deck, headers: PersonHeaders, payload: object, key = "key-of-this-test"): Promise<Answer> {
  return deck.app.inject({
    method: "POST",
    url: rollouts,
    headers: { ...headers, "idempotency-key": key },
    payload,
  });
}

/** `changes`: the rollout that the plan is to replace. */
export function check(deck: Deck, headers: PersonHeaders, payload: object, changes?: string): Promise<Answer> {
  const query = changes === undefined ? {} : { changes };
  return deck.app.inject({ method: "POST", url: `${rollouts}/check`, query, headers, payload });
}

export async function rolloutOf(deck: Deck, person: PersonHeaders, id: string): Promise<RolloutDetail> {
  return (await deck.get(`rollouts/${id}`, person)).json<RolloutDetail>();
}

/** Does something about a rollout, on the version that it has now. */
export async function act(
  deck: Deck,
  headers: PersonHeaders,
  id: string,
  what: string,
  body: Record<string, unknown> = {},
): Promise<Answer> {
  const { version } = await rolloutOf(deck, headers, id);
  return deck.app.inject({
    method: "POST",
    url: `${rollouts}/${id}/${what}`,
    headers,
    payload: { version, ...body },
  });
}

export async function begunRollout(deck: Deck, person: PersonHeaders, payload: object): Promise<Rollout> {
  const answer = await plan(deck, person, payload);
  if (answer.statusCode !== 202) throw new Error(`not planned: ${answer.body}`);
  await deck.pass(30_000);
  return answer.json<Rollout>();
}

/** The states of the targets, in the order of the plan. */
export function statesOf({ targets }: RolloutDetail): string[] {
  return targets.map(({ state }) => state);
}
