import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import type { LogEntry } from "@catalog-deck/simulator";
import type { Ending } from "../crash/judge.ts";
import type { AskedUpdate } from "./ledger.ts";

export interface SoakFacts {
  asked: readonly AskedUpdate[];
  /** Every request to start an update that reached the simulator. */
  posts: readonly LogEntry[];
  /** The server's records at the end. */
  records: readonly ImageUpdate[];
  /** The catalogs' states at Citrix at the end, by id. */
  states: ReadonlyMap<string, string>;
  /** When these records were read, in milliseconds since 1970. */
  readAt: number;
}

export interface Misdeed {
  kind: "doubled" | "lost" | "misreported";
  what: string;
}

const believedAfterMs = 5 * 60_000 + 60_000;
const endOf: Record<Ending, ImageUpdateState> = { newImage: "succeeded", rolledBack: "rolledBack", failed: "failed" };

/** Compares what was asked for, what reached Citrix and what the server has recorded. An empty list: they agree. */
export function judgeSoak(facts: SoakFacts): Misdeed[] {
  const ours = new Set(facts.records.map(({ citrixTransactionId }) => citrixTransactionId));
  const strays = facts.posts.filter(({ transactionId }) => !ours.has(transactionId));
  const keys = new Set(facts.asked.map(({ key }) => key));
  // The fleet changes by itself too, but nobody else touches the catalogs that are updated here.
  const targets = new Set(facts.asked.map(({ catalogId }) => catalogId));
  const invented = facts.records.filter(({ reason, origin, catalogId }) =>
    origin === "external" ? targets.has(catalogId) : reason === undefined || !keys.has(reason),
  );
  return [
    ...strays.map(({ path }) => ({ kind: "lost" as const, what: `no record of ${path}` })),
    ...invented.map(({ id, message }) => ({
      kind: "misreported" as const,
      what: `${id} was never asked for: ${message}`,
    })),
    ...facts.asked.flatMap((asked) => judgeOne(asked, facts)),
  ];
}

function judgeOne(asked: AskedUpdate, facts: SoakFacts): Misdeed[] {
  const { records, posts } = facts;
  const found: Misdeed[] = [];
  const say = (kind: Misdeed["kind"], what: string) => found.push({ kind, what: `${asked.key}: ${what}` });
  const mine = records.filter(({ reason }) => reason === asked.key);
  const [record] = mine;
  if (mine.length > 1) say("doubled", `${mine.length} records`);
  for (const { status, updateId } of asked.answers) {
    if (status === 202 && updateId !== record?.id)
      say("lost", `acknowledged as ${updateId}, recorded as ${record?.id}`);
  }
  if (record === undefined) return found;
  const sent = posts.filter(({ transactionId }) => transactionId === record.citrixTransactionId);
  // With a 401 Citrix says that it has not looked at the request: only then is it sent again, with another token.
  if (sent.filter(({ status }) => status !== 401).length > 1 || sent.length > 2) say("doubled", `${sent.length} POSTs`);
  if (record.catalogId !== asked.catalogId || record.toImage?.id !== asked.toImageId)
    say("misreported", "another target");
  const wrong = wrongState(asked, record, sent.some(wasDone), facts);
  if (wrong !== undefined) say("misreported", `${record.state}, but ${wrong}`);
  return found;
}

/** What speaks against the recorded state; undefined when it is true, or still honestly open. */
function wrongState(asked: AskedUpdate, record: ImageUpdate, done: boolean, facts: SoakFacts): string | undefined {
  const atCitrix = facts.states.get(asked.catalogId);
  switch (record.state) {
    case "submitting":
      return "nobody is sending it any more";
    case "unknown":
      return done ? "Citrix has done it, and could be read since" : undefined;
    case "running":
      if (done && (atCitrix === "Processing" || mayStillBegin(asked, record, facts.readAt))) return undefined;
      return `the catalog is ${atCitrix}`;
    case "rejected":
      return done ? "Citrix has done it" : undefined;
    default:
      if (!done) return "Citrix has not done it";
      return record.state === endOf[asked.ending] ? undefined : `the catalog's updates end as ${endOf[asked.ending]}`;
  }
}

/**
 * A catalog that went back to its old image looks as one that has not begun, where all of it passed between two readings
 * and an older rollback's warning was there before: the server believes neither before 5 minutes have passed (verdict.ts).
 */
function mayStillBegin({ ending }: AskedUpdate, { requestedAt }: ImageUpdate, now: number): boolean {
  return ending === "rolledBack" && now - Date.parse(requestedAt ?? "") < believedAfterMs;
}

/** The simulator logs an update's body when it comes to act on it; it then accepts or refuses, or breaks off. */
function wasDone({ body, status }: LogEntry): boolean {
  return body !== undefined && (status === 0 || status < 400);
}
