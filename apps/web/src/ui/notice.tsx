import type { ReactNode } from "react";
import { classNames } from "./classes.ts";

export type NoticeTone = "bad" | "warn" | "info" | "ok";

const tones: Record<NoticeTone, { box: string; title: string }> = {
  bad: { box: "bg-bad-tint", title: "text-bad" },
  warn: { box: "bg-warn-tint", title: "text-warn" },
  info: { box: "bg-info-tint", title: "text-info" },
  ok: { box: "bg-ok-tint", title: "text-ok" },
};

/** A tinted box: a title in color, words under it, and what can be done. `role` is for notices that appear later. */
export function Notice(props: {
  tone: NoticeTone;
  title: ReactNode;
  icon?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  role?: "status" | "alert";
  className?: string;
}) {
  const tone = tones[props.tone];
  return (
    <div
      role={props.role}
      className={classNames(
        // The border shows where the system chooses the colors and leaves tints out.
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-note border border-transparent px-3 py-2",
        tone.box,
        props.className,
      )}
    >
      {props.icon ? <div className={classNames("mt-0.5 [&_svg]:size-4", tone.title)}>{props.icon}</div> : null}
      <div className="min-w-0 flex-1 basis-48">
        <p className={classNames("font-semibold wrap-anywhere", tone.title)}>{props.title}</p>
        {props.children ? <div className="wrap-anywhere">{props.children}</div> : null}
      </div>
      {props.actions ? <div className="flex flex-wrap gap-2">{props.actions}</div> : null}
    </div>
  );
}
