import type { Rollout } from "@catalog-deck/contract";
import { ArrowRight } from "lucide-react";
import * as m from "../../i18n/messages.js";

/** From which images to which: a line for each that catalogs move to. */
export function ImageMoves({ images, counted = false }: { images: Rollout["images"]; counted?: boolean }) {
  const byTarget = [...Map.groupBy(images, ({ to }) => to.id).values()];
  return byTarget.map((moves) => (
    <p key={moves[0]?.to.id} className="flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
      <span>{[...new Set(moves.map(({ from }) => from?.name ?? m.no_image()))].join(", ")}</span>
      <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
      <b translate="no" className="font-semibold text-text">
        {moves[0]?.to.name}
      </b>
      {counted && byTarget.length > 1 ? (
        <span>({m.catalogs_count({ count: moves.reduce((sum, { catalogs }) => sum + catalogs, 0) })})</span>
      ) : null}
    </p>
  ));
}
