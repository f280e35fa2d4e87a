import type { Rollout } from "@catalog-deck/contract";
import { holdInWords, waitsInWords, wordsForRolloutState } from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { serverNowMs } from "../../lib/now.ts";
import { RolloutStrip } from "../../shared/rollout-strip.tsx";
import { Reason, TileFrame } from "./wall-tile.tsx";

/** A rollout that is under way, as one tile: how many catalogs are done, why it stands still, when it will have ended. */
export const RolloutTile = memo(function RolloutTile(props: { rollout: Rollout; span: 1 | 2; fontPx: number }) {
  const { rollout, span, fontPx } = props;
  const { name, state, hold, waits, counts, cells, estimatedEnd } = rollout;
  const now = new Date(serverNowMs());
  const clock = (iso: string) => timeInWords(iso, now);
  const done = (
    <b className="shrink-0 font-semibold text-[0.9em]">
      {m.rollout_of({ done: counts.succeeded, total: cells.length })}
    </b>
  );
  const reason = hold ? holdInWords(hold, clock).sentence : waits ? waitsInWords(waits, clock) : undefined;
  return (
    <TileFrame name={name} words={wordsForRolloutState(state, hold)} span={span} fontPx={fontPx} figure={done}>
      <RolloutStrip cells={cells} counts={counts} className="my-[0.3em]" />
      {reason ? (
        <Reason text={reason} />
      ) : estimatedEnd ? (
        <p className="truncate text-[0.9em] text-muted first-letter:uppercase">
          {m.rollout_usually_done({ time: clock(estimatedEnd) })}
        </p>
      ) : null}
    </TileFrame>
  );
});
