import { memo } from "react";
import * as m from "../../i18n/messages.js";

/** One kind of warning with the catalogs that have it. */
export interface WarningKind {
  code: string;
  message: string;
  catalogs: readonly { key: string; name: string; message: string }[];
}

interface WarningsToAcknowledgeProps {
  id: string;
  kinds: readonly WarningKind[];
  acknowledged: readonly string[];
  /** A try to send has found some that are not acknowledged. */
  missing: boolean;
  onAcknowledge: (keys: readonly string[], on: boolean) => void;
}

/** The warnings of all catalogs, kind by kind: acknowledged for all that have it, or one by one. */
export const WarningsToAcknowledge = memo(function WarningsToAcknowledge(props: WarningsToAcknowledgeProps) {
  const { id, kinds, acknowledged, missing, onAcknowledge } = props;
  if (kinds.length === 0) return null;
  return (
    <ul id={id} tabIndex={-1} aria-label={m.plan_warnings()} className="mt-3 flex flex-col gap-2 rounded-note">
      {kinds.map(({ code, message, catalogs }) => {
        const keys = catalogs.map(({ key }) => key);
        const open = keys.filter((key) => !acknowledged.includes(key)).length;
        const isMissing = missing && open > 0;
        const [only] = catalogs;
        return (
          <li
            key={code}
            className={`rounded-note border border-transparent bg-warn-tint px-3 py-2 ${isMissing ? "border-bad!" : ""}`}
          >
            <label className="flex cursor-pointer items-start gap-2.5">
              <input
                type="checkbox"
                checked={open === 0}
                ref={(box) => {
                  if (box) box.indeterminate = open > 0 && open < keys.length;
                }}
                onChange={(event) => onAcknowledge(keys, event.target.checked)}
                aria-invalid={isMissing}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {message}{" "}
                <span className="text-muted">
                  {catalogs.length === 1 ? only?.name : m.plan_acknowledge_all({ count: catalogs.length })}
                </span>
                {isMissing ? <span className="block text-bad">{m.form_tick_warning()}</span> : null}
              </span>
            </label>
            {catalogs.length > 1 ? (
              <details className="mt-1 ml-6.5">
                <summary className="w-fit cursor-pointer text-muted hover:text-text">{m.plan_one_by_one()}</summary>
                <ul className="mt-1 grid gap-x-4 sm:grid-cols-2">
                  {catalogs.map((one) => (
                    <li key={one.key}>
                      <label className="flex cursor-pointer items-start gap-2 py-1">
                        <input
                          type="checkbox"
                          checked={acknowledged.includes(one.key)}
                          onChange={(event) => onAcknowledge([one.key], event.target.checked)}
                          className="mt-0.5 size-4 shrink-0 accent-accent"
                        />
                        <span className="min-w-0 wrap-anywhere">
                          {one.name}
                          {one.message === message ? null : (
                            <small className="block text-muted text-sm">{one.message}</small>
                          )}
                        </span>
                      </label>
                    </li>
                  ))}
                </ul>
              </details>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
});
