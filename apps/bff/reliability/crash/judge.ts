import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";

/** How the simulator ends the updates of a catalog. */
export type Ending = "newImage" | "rolledBack" | "failed";

/** One request of a person: its key is sent once, twice at once, and again after every broken connection. */
export interface AskedUpdate {
  /** The idempotency key; the update's reason and warning message too, so that both sides can be told apart by it. */
  key: string;
  catalogId: string;
  fromImageId: string;
  toImageId: string;
  ending: Ending;
  answers: { status: number; updateId: string | undefined; text: string }[];
}

/** One request to start an update that reached the simulator whole. */
export interface ReceivedPost {
  key: string;
  catalogId: string;
  imageId: string;
  transactionId: string;
}

/** What the BFF said of an update, and what the simulator's catalog was right after. */
export interface Sighting {
  key: string;
  state: ImageUpdateState;
  catalog: { state: string; imageId: string | null; rolledBack: boolean };
}

export interface CrashFacts {
  asked: readonly AskedUpdate[];
  posts: readonly ReceivedPost[];
  /** The BFF's records at the end, with their timelines. */
  records: readonly ImageUpdate[];
  sightings: readonly Sighting[];
}

export interface Violation {
  kind: "doubled" | "lost" | "misreported";
  key: string;
  what: string;
}

const endOf: Record<Ending, ImageUpdateState> = { newImage: "succeeded", rolledBack: "rolledBack", failed: "failed" };
const ends: readonly ImageUpdateState[] = ["succeeded", "rolledBack", "failed", "rejected"];

/** Compares the BFF's records with what the simulator received and did. An empty list: they agree. */
export function judgeCrashes(facts: CrashFacts): Violation[] {
  const known = new Set(facts.asked.map(({ key }) => key));
  const strayPosts = facts.posts.filter(({ key }) => !known.has(key));
  const targets = new Set(facts.asked.map(({ catalogId }) => catalogId));
  const takenForExternal = facts.records.filter(
    ({ origin, catalogId }) => origin === "external" && targets.has(catalogId),
  );
  return [
    ...takenForExternal.map(({ id, state }) =>
      violation("misreported", id, `${state}, external, but nobody was there`),
    ),
    ...strayPosts.map(({ key }) => violation("doubled", key, "a POST that nobody asked for")),
    ...facts.asked.flatMap((asked) => judgeOne(asked, facts)),
  ];
}

function judgeOne(asked: AskedUpdate, facts: CrashFacts): Violation[] {
  const { key } = asked;
  const posts = facts.posts.filter((post) => post.key === key);
  const records = facts.records.filter(({ reason }) => reason === key);
  const [record] = records;
  const found: Violation[] = [];
  const say = (kind: Violation["kind"], what: string) => found.push(violation(kind, key, what));

  if (posts.length > 1) say("doubled", `${posts.length} POSTs reached the simulator`);
  if (records.length > 1) say("doubled", `${records.length} records`);
  if (asked.answers.length === 0) say("lost", "never answered");
  for (const { status, updateId, text } of asked.answers) {
    if (status !== 202) say("lost", `answered ${status}: ${text}`);
    else if (!facts.records.some(({ id }) => id === updateId)) say("lost", `acknowledged as ${updateId}, no record`);
    else if (updateId !== record?.id) say("doubled", `answered with another update, ${updateId}`);
  }
  if (record === undefined) {
    if (posts.length > 0) say("lost", "a POST without a record");
    return found;
  }
  if (!ends.includes(record.state)) say("lost", `no end: ${record.state}`);
  found.push(...judgeRecord(asked, record, posts[0]), ...judgeSightings(asked, facts.sightings));
  return found;
}

function judgeRecord(asked: AskedUpdate, record: ImageUpdate, post: ReceivedPost | undefined): Violation[] {
  const found: Violation[] = [];
  const say = (what: string) => found.push(violation("misreported", asked.key, what));
  const expected = post === undefined ? "rejected" : endOf[asked.ending];
  if (ends.includes(record.state) && record.state !== expected) say(`${record.state} instead of ${expected}`);
  if (record.catalogId !== asked.catalogId || record.toImage?.id !== asked.toImageId)
    say("recorded for another target");
  if (post !== undefined) {
    if (post.catalogId !== asked.catalogId || post.imageId !== asked.toImageId) say("sent to another target");
    if (post.transactionId !== record.citrixTransactionId) say("recorded with another transaction id");
  }
  const steps = (record.timeline ?? []).map(({ state }) => state);
  if (steps.at(-1) !== record.state) say(`its timeline ends with ${steps.at(-1)}, not with ${record.state}`);
  if (steps.slice(0, -1).some((state) => ends.includes(state))) say(`its timeline goes on after an end: ${steps}`);
  return found;
}

/** Whatever the BFF said on the way must have been true at that time. */
function judgeSightings(asked: AskedUpdate, sightings: readonly Sighting[]): Violation[] {
  return sightings
    .filter(({ key }) => key === asked.key)
    .filter(({ state, catalog }) => !isTrue(asked, state, catalog))
    .map(({ state, catalog }) =>
      violation("misreported", asked.key, `said ${state} while the catalog was ${JSON.stringify(catalog)}`),
    );
}

function isTrue(asked: AskedUpdate, state: ImageUpdateState, catalog: Sighting["catalog"]): boolean {
  switch (state) {
    case "succeeded":
    case "waitingForRestart":
      return catalog.state === "Active" && catalog.imageId === asked.toImageId;
    case "rolledBack":
      return catalog.imageId === asked.fromImageId && catalog.rolledBack;
    case "failed":
      return catalog.state === "Error";
    case "rejected":
      return catalog.state === "Active" && catalog.imageId === asked.fromImageId;
    default:
      return true;
  }
}

function violation(kind: Violation["kind"], key: string, what: string): Violation {
  return { kind, key, what };
}
