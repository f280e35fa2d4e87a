import type { Catalog } from "@catalog-deck/contract";
import { waitInRollout, waveInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import * as m from "../i18n/messages.js";
import { here } from "../lib/formatting.ts";
import { useNow } from "../lib/now.ts";

/**
 * The open rollout that a catalog stands in: "In rollout December · wave 2 of 3, waits for wave 1"; nothing for any other.
 * `plain`: without a link; `unnamed`: without the rollout's name, where room is scarce.
 */
export function RolloutLine(props: { catalog: Catalog; plain?: boolean; unnamed?: boolean; className?: string }) {
  const { catalog, plain = false, unnamed = false, className } = props;
  const { rollout } = catalog;
  const now = useNow(60_000);
  if (rollout === undefined) return null;
  const words = [waveInWords(rollout), waitInRollout(rollout, now, here)].filter(Boolean).join(", ");
  const name = <span translate="no">{rollout.name}</span>;
  return (
    <p title={plain ? [rollout.name, words].filter(Boolean).join(" · ") : undefined} className={className}>
      <Layers aria-hidden="true" className="mr-1.5 inline-block size-3.5 align-[-0.15em]" />
      {unnamed ? null : `${m.in_rollout()} `}
      {unnamed ? null : plain ? (
        name
      ) : (
        <Link
          to="/rollouts/$rolloutId"
          params={{ rolloutId: rollout.id }}
          className="rounded-sm font-medium text-text hover:underline"
        >
          {name}
        </Link>
      )}
      {unnamed ? <span className="inline-block first-letter:uppercase">{words}</span> : words && ` · ${words}`}
    </p>
  );
}
