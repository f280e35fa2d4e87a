import { type ReactNode, useId } from "react";

/** A part of a page with its heading, a quiet note behind it, and what can be done with the part. */
export function PageSection(props: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className="mt-6 print:mt-4">
      <div className="mb-2 flex min-h-8 break-after-avoid flex-wrap items-center justify-between gap-2 print:min-h-0">
        <h2 id={headingId} className="font-semibold">
          {props.title}
          {props.note === undefined ? null : <span className="ml-2 font-normal text-muted">{props.note}</span>}
        </h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
