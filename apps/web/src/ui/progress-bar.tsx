import { classNames } from "./classes.ts";

/**
 * A bar from 0 to 100; `percent` null means that nobody knows how far it is, and a band wanders instead.
 * `label` names what is in progress, `valueText` says the value in words when the number alone would mislead.
 */
export function ProgressBar(props: {
  label: string;
  percent: number | null;
  valueText?: string | undefined;
  className?: string;
}) {
  const percent = props.percent === null ? null : Math.min(100, Math.max(0, props.percent));
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={props.valueText}
      className={classNames("h-1.5 overflow-hidden rounded-full bg-track", props.className)}
    >
      {percent === null ? (
        <div className="h-full w-1/3 animate-indeterminate rounded-full bg-info motion-reduce:w-full motion-reduce:animate-none motion-reduce:opacity-50" />
      ) : (
        <div className="h-full rounded-full bg-info transition-[width] duration-200" style={{ width: `${percent}%` }} />
      )}
    </div>
  );
}
