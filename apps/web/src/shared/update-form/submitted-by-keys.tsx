import type { KeyboardEvent, ReactNode } from "react";

/** Fields that Ctrl or Cmd with Enter submits, wherever among them the focus is. */
export function SubmittedByKeys(props: { onSubmit: () => void; className: string; children: ReactNode }) {
  const { onSubmit, className, children } = props;
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const isSubmit = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat;
    // A dialog over the form has its own button; its keys come here all the same.
    if (!isSubmit || !event.currentTarget.contains(event.target as Node)) return;
    event.preventDefault();
    onSubmit();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside
    <div className={className} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
