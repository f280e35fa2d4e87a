import type { ReactNode } from "react";
import { classNames } from "./classes.ts";

export type Tone = "bad" | "warn" | "info" | "ok" | "quiet";

const tones: Record<Tone, string> = {
  bad: "bg-bad-tint text-bad",
  warn: "bg-warn-tint text-warn",
  info: "bg-info-tint text-info",
  ok: "bg-ok-tint text-ok",
  quiet: "bg-sunken text-muted",
};

export function Badge({ tone = "quiet", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-px text-sm font-medium",
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
