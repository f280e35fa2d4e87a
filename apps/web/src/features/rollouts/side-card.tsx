import { type ReactNode, useId } from "react";

/** A part of the page beside the waves. */
export function SideCard({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const headingId = useId();
  return (
    <section
      aria-labelledby={headingId}
      className="rounded-card border border-hair bg-surface shadow-card print:break-inside-auto"
    >
      <div className="flex items-baseline justify-between gap-3 border-hair border-b px-4 py-3">
        <h2 id={headingId} className="font-semibold">
          {title}
        </h2>
        {note === undefined ? null : <span className="text-muted text-sm">{note}</span>}
      </div>
      {children}
    </section>
  );
}
