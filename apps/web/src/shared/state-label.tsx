import type { StateWords } from "@catalog-deck/domain";
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleSlash2,
  Clock,
  OctagonAlert,
  RefreshCw,
  TriangleAlert,
} from "lucide-react";

const icons = {
  error: OctagonAlert,
  warning: TriangleAlert,
  updating: RefreshCw,
  input: CircleDashed,
  active: CircleCheck,
  unknown: CircleHelp,
  waiting: Clock,
  held: CirclePause,
  stopped: CircleSlash2,
} satisfies Record<StateWords["icon"], unknown>;

const tones = {
  bad: "text-bad font-semibold",
  warn: "text-warn font-semibold",
  info: "text-info font-semibold",
  quiet: "text-muted",
} satisfies Record<StateWords["tone"], string>;

/** The icon of a state, for where its word stands beside it. */
export function StateIcon({ icon, className }: { icon: StateWords["icon"]; className: string }) {
  const Icon = icons[icon];
  return <Icon aria-hidden="true" className={className} />;
}

/** A state as icon, word and color; the color never says more than the word. */
export function StateLabel({ words }: { words: StateWords }) {
  return (
    // No flex box: its baseline would be the icon's, and the word would stand above the words beside it.
    <span className={`inline-block whitespace-nowrap text-sm leading-5 ${tones[words.tone]}`}>
      <StateIcon icon={words.icon} className="mr-1.5 inline-block size-3.5 align-[-0.15em]" />
      {words.label}
    </span>
  );
}
