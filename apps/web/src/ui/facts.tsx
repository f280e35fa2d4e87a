import type { ReactNode } from "react";
import * as m from "../i18n/messages.js";
import { classNames } from "./classes.ts";

/** Facts as a list of terms and descriptions, in one to three columns. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-1 gap-x-8 rounded-card border border-hair bg-surface px-4 py-1.5 shadow-card print:grid-cols-1! sm:grid-cols-2 xl:grid-cols-3">
      {children}
    </dl>
  );
}

/** One fact. Without a value it says "not known" quietly, so that nothing looks forgotten. `onPaper`: printed only. */
export function Fact({ term, onPaper, children }: { term: string; onPaper?: boolean; children: ReactNode }) {
  const unknown = children === undefined || children === null || children === "";
  return (
    <div className={classNames("min-w-0 gap-3 py-1.5 print:py-0.5", onPaper ? "hidden print:flex" : "flex")}>
      <dt className="w-32 shrink-0 text-muted">{term}</dt>
      <dd className="min-w-0 flex-1 wrap-anywhere">
        {unknown ? <span className="text-muted">{m.not_known_fact()}</span> : children}
      </dd>
    </div>
  );
}
