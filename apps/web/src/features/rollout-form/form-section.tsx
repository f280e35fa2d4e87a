import type { ReactNode } from "react";

/** A part of the form under its heading. `beside` stands at the heading's end. */
export function FormSection({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="m-0 min-w-0 border-0 border-hair px-5 py-4 not-first:border-t max-sm:px-4">
      <legend className="float-left mb-2 w-full p-0 font-semibold">
        <span className="flex items-baseline justify-between gap-4">
          {title}
          {beside}
        </span>
      </legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  );
}
