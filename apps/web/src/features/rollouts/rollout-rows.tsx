import type { Rollout } from "@catalog-deck/contract";
import { holdInWords, waitsInWords, wordsForRolloutState } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { memo, useId } from "react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, timeInWords, zoneInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { countsInWords } from "../../shared/rollout-counts.ts";
import { RolloutStrip } from "../../shared/rollout-strip.tsx";
import { StateLabel } from "../../shared/state-label.tsx";
import { ImageMoves } from "./image-moves.tsx";
import { endInWords } from "./rollout-end.ts";

/** Rollouts under a heading; nothing at all where there are none. */
export function RolloutRows({ title, rollouts }: { title: string; rollouts: readonly Rollout[] }) {
  const headingId = useId();
  if (rollouts.length === 0) return null;
  return (
    <section aria-labelledby={headingId} className="mb-6">
      <h2 id={headingId} className="mb-2 font-semibold">
        {title} <span className="ml-1 font-normal text-muted">{rollouts.length}</span>
      </h2>
      <ul className="overflow-hidden rounded-card border border-hair bg-surface shadow-card">
        {rollouts.map((rollout) => (
          <Row key={rollout.id} rollout={rollout} />
        ))}
      </ul>
    </section>
  );
}

const Row = memo(function Row({ rollout }: { rollout: Rollout }) {
  const { id, name, state, hold, images, cells, counts } = rollout;
  return (
    <li className="grid grid-cols-1 items-center gap-x-6 gap-y-2 border-hair border-t px-4 py-3.5 first:border-t-0 md:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)] lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1.6fr)_15rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link
            translate="no"
            to="/rollouts/$rolloutId"
            params={{ rolloutId: id }}
            className="min-w-0 font-semibold text-md text-text wrap-anywhere hover:underline"
          >
            {name}
          </Link>
          <StateLabel words={wordsForRolloutState(state, hold)} />
        </p>
        <div className="text-muted">
          <ImageMoves images={images} />
        </div>
      </div>
      <div className="min-w-0">
        <p className="mb-1.5 flex justify-between gap-3">
          <span className="block min-w-0 wrap-anywhere first-letter:uppercase">
            <HowItStands rollout={rollout} />
          </span>
          <b className="shrink-0 font-semibold">{m.rollout_of({ done: counts.succeeded, total: cells.length })}</b>
        </p>
        <RolloutStrip cells={cells} counts={counts} />
      </div>
      <div className="text-muted max-lg:col-span-full">
        <Times rollout={rollout} />
      </div>
    </li>
  );
});

function HowItStands({ rollout }: { rollout: Rollout }) {
  const now = useNow(60_000);
  const time = (iso: string) => timeInWords(iso, now);
  if (rollout.hold !== undefined) return holdInWords(rollout.hold, time).sentence;
  if (rollout.waits !== undefined) return waitsInWords(rollout.waits, time);
  if (rollout.state !== "running" && rollout.state !== "scheduled") return endInWords(rollout);
  const words = countsInWords(rollout.counts).flatMap((count) => (count.kind === "done" ? [] : [count.words]));
  const { cells } = rollout;
  const waves = new Set(cells.map(({ wave }) => wave)).size;
  const wave = cells.find(({ state }) => state === "waiting" || state === "starting" || state === "updating")?.wave;
  if (rollout.state === "running" && waves > 1) {
    words.unshift(m.rollout_in_wave({ wave: wave ?? waves, waves }));
  }
  return words.join(", ");
}

function Times({ rollout }: { rollout: Rollout }) {
  const now = useNow(60_000);
  const { state, startsAt, finishedAt, startedAt, estimatedEnd, hold, createdBy, start } = rollout;
  const time = (iso: string) => timeInWords(iso, now);
  const first =
    finishedAt !== undefined
      ? dateTimeInWords(finishedAt)
      : hold !== undefined
        ? m.rollout_held_since({ time: time(hold.since) })
        : state === "scheduled" && startsAt !== undefined
          ? `${m.rollout_starts({ time: time(startsAt) })}${start.kind === "at" ? ` (${zoneInWords(new Date(startsAt))})` : ""}`
          : estimatedEnd === undefined
            ? undefined
            : m.rollout_usually_done({ time: time(estimatedEnd) });
  const since =
    startedAt === undefined || finishedAt !== undefined ? undefined : m.wave_since({ time: time(startedAt) });
  return (
    <>
      {first === undefined ? null : <p className="text-text first-letter:uppercase">{first}</p>}
      <p className="first-letter:uppercase">
        {[since, m.origin_of({ name: createdBy.displayName })].filter(Boolean).join(", ")}
      </p>
    </>
  );
}
