import type { Image } from "@catalog-deck/contract";
import { delayInShort, elapsedInWords, progressOf } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { filterOf } from "./image-list.ts";

/** How long the image's running job has taken and how long it may still take; nothing where no job runs. */
export function ImageJob({ image, large }: { image: Image; large?: boolean }) {
  const now = useNow();
  if (image.startedAt === undefined || filterOf(image) === "failed" || image.state === "Ready") return null;
  const progress = progressOf({ startedAt: image.startedAt, estimatedMinutes: image.estimatedTimeInMinute }, now);
  const left = progress.overdue
    ? m.longer_than_citrix()
    : progress.minutesLeft === null
      ? m.no_estimate()
      : m.minutes_left({ time: delayInShort(progress.minutesLeft) });
  const percent = percentOfEstimate(image, progress.elapsedMs, progress.overdue);
  if (!large) {
    return (
      <p className="text-muted text-sm">
        {elapsedInWords(progress.elapsedMs)}, {left}
      </p>
    );
  }
  return (
    <div className="mt-2 max-w-120">
      <ProgressBar label={m.image_preparation()} percent={percent} valueText={left} />
      <p className="mt-1.5 flex justify-between gap-3 text-muted">
        <span>{m.so_far({ time: elapsedInWords(progress.elapsedMs) })}</span>
        <span>{left}</span>
      </p>
    </div>
  );
}

/** Citrix gives no percent for images: the share of its own estimate, or null without one or past it. */
function percentOfEstimate(image: Image, elapsedMs: number, overdue: boolean): number | null {
  const estimateMs = (image.estimatedTimeInMinute ?? 0) * 60_000;
  return estimateMs > 0 && !overdue ? (elapsedMs / estimateMs) * 100 : null;
}
