import type { Rollout } from "@catalog-deck/contract";
import * as m from "../i18n/messages.js";

/** The cells of a rollout's strip, as they look: what is being sent is updating. */
export const cellKinds = ["done", "updating", "failed", "waiting", "skipped", "cancelled"] as const;
export type CellKind = (typeof cellKinds)[number];

const words = {
  done: m.rollout_count_done,
  updating: m.rollout_count_updating,
  failed: m.rollout_count_failed,
  waiting: m.rollout_count_waiting,
  skipped: m.rollout_count_skipped,
  cancelled: m.rollout_count_cancelled,
} satisfies Record<CellKind, (count: { count: number }) => string>;

/** How many catalogs look like what in the strip, and in words: "3 updating". Those that there are none of are left out. */
export function countsInWords(counts: Rollout["counts"]): { kind: CellKind; words: string }[] {
  const byKind: Record<CellKind, number> = {
    done: counts.succeeded,
    updating: counts.starting + counts.updating,
    failed: counts.failed,
    waiting: counts.waiting,
    skipped: counts.skipped,
    cancelled: counts.cancelled,
  };
  return cellKinds.flatMap((kind) =>
    byKind[kind] === 0 ? [] : [{ kind, words: words[kind]({ count: byKind[kind] }) }],
  );
}
