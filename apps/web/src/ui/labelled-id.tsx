import { CopyableId } from "./copy-button.tsx";

/** An id in full with its name before it: it is read out on the phone, and support asks for it. `label`: "update id". */
export function LabelledId({ term, id, label }: { term: string; id: string; label: string }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2 text-muted">
      {term}
      <CopyableId id={id} label={label} whole />
    </span>
  );
}
