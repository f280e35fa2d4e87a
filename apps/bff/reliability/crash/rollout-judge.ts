import type { ImageUpdate, RolloutDetail } from "@catalog-deck/contract";
import type { LogEntry } from "@catalog-deck/simulator";

/** One request to start an update that reached the simulator whole, in the order in which they came. */
export interface RolloutPost {
  /** The rollout's name, which every message to users of it holds. */
  rollout: string;
  catalogId: string;
  transactionId: string;
  accepted: boolean;
}

/** What a person was told in answer to a pause or a cancel: these catalogs were not sent, and will not be. */
export interface NotSent {
  rollout: string;
  catalogIds: string[];
  /** How many POSTs had reached the simulator when the answer came, and when the rollout went on; null: never. */
  fromPost: number;
  toPost: number | null;
}

export interface RolloutViolation {
  kind: "doubled" | "lost" | "order" | "broken promise";
  rollout: string;
  what: string;
}

/** The POSTs of a log that begin with a rollout's name. A POST that was cut off before its body has done nothing. */
export function postsOf(log: readonly LogEntry[]): RolloutPost[] {
  return log.flatMap(({ operation, path, body, status, transactionId }) => {
    if (operation !== "startImageUpdate" || typeof body !== "object" || body === null) return [];
    const { WarningMessage } = body as { WarningMessage?: unknown };
    const catalogId = /\/(?:managed)?catalogs\/([^/]+)\//.exec(path)?.[1] ?? "";
    return [{ rollout: String(WarningMessage), catalogId, transactionId, accepted: status === 202 || status === 0 }];
  });
}

/** Compares rollouts that have ended with what the simulator received. An empty list: they agree. */
export function judgeRollouts(facts: {
  rollouts: readonly RolloutDetail[];
  updates: readonly ImageUpdate[];
  posts: readonly RolloutPost[];
  promises: readonly NotSent[];
}): RolloutViolation[] {
  const { rollouts, updates, posts, promises } = facts;
  const found: RolloutViolation[] = [];
  const byTransaction = Map.groupBy(posts, ({ transactionId }) => transactionId);
  for (const [transactionId, group] of byTransaction) {
    const { rollout = "" } = group[0] ?? {};
    if (group.length > 1)
      found.push({ kind: "doubled", rollout, what: `${transactionId} was sent ${group.length} times` });
    if (!updates.some((update) => update.citrixTransactionId === transactionId)) {
      found.push({ kind: "lost", rollout, what: `a POST without a record: ${transactionId}` });
    }
  }
  for (const rollout of rollouts) found.push(...judgeOne(rollout, posts));
  for (const { rollout, catalogIds, fromPost, toPost } of promises) {
    const broken = posts
      .slice(fromPost, toPost ?? undefined)
      .filter((post) => post.rollout === rollout && catalogIds.includes(post.catalogId));
    if (broken.length > 0) found.push({ kind: "broken promise", rollout, what: `${broken.length} sent all the same` });
  }
  return found;
}

function judgeOne({ name, state, targets }: RolloutDetail, posts: readonly RolloutPost[]): RolloutViolation[] {
  const found: RolloutViolation[] = [];
  const mine = posts.filter(({ rollout }) => rollout === name);
  if (!["completed", "cancelled"].includes(state))
    found.push({ kind: "lost", rollout: name, what: `no end: ${state}` });
  for (const { catalogId, state: end, wave } of targets) {
    const own = mine.filter((post) => post.catalogId === catalogId && post.accepted);
    if (own.length > 1) found.push({ kind: "doubled", rollout: name, what: `${own.length} POSTs for ${catalogId}` });
    if (end === "succeeded" && own.length === 0) {
      found.push({ kind: "lost", rollout: name, what: `${catalogId} succeeded without a POST` });
    }
    if (end === "cancelled" && own.length > 0) {
      found.push({ kind: "broken promise", rollout: name, what: `${catalogId} is cancelled, and was sent` });
    }
    const last = mine.findLastIndex((post) => post.catalogId === catalogId);
    const early = mine.slice(0, Math.max(last, 0)).filter((post) => waveOf(targets, post.catalogId) > wave);
    if (early.length > 0)
      found.push({ kind: "order", rollout: name, what: `${early.length} sent before wave ${wave} was over` });
  }
  return found;
}

function waveOf(targets: RolloutDetail["targets"], id: string): number {
  return targets.find(({ catalogId }) => catalogId === id)?.wave ?? 0;
}
