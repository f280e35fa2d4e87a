import type { Catalog, UpdateRule } from "@catalog-deck/contract";
import { machinesKeepDisk } from "@catalog-deck/domain";
import { Ban } from "lucide-react";
import { memo } from "react";
import * as m from "../../i18n/messages.js";

interface WhatItTouchesProps {
  catalog: Catalog;
  imageName: string | undefined;
  rules: readonly UpdateRule[];
  acknowledged: readonly string[];
  /** Codes whose tick is missing after a try to send. */
  missing: readonly string[];
  onTick: (code: string, ticked: boolean) => void;
  /** The id of the element that takes the focus for a rule. */
  ruleId: (code: string) => string;
}

/** How much the update reaches, what blocks it and what to do, and the warnings to tick one by one. */
export const WhatItTouches = memo(function WhatItTouches(props: WhatItTouchesProps) {
  const { catalog, imageName, rules, acknowledged, missing, onTick, ruleId } = props;
  const users = catalog.numOfUsers ?? catalog.maxNumOfUsers;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-5 gap-y-2 rounded-note border border-transparent bg-sunken px-3.5 py-2.5 sm:grid-cols-4">
        <Fact what={m.touches_machines()} fact={machinesTouched(catalog)} />
        <Fact what={m.touches_users()} fact={users ?? m.not_known()} />
        <Fact what={m.touches_domain()} fact={domainOf(catalog)} />
        <Fact what={m.touches_region()} fact={catalog.region ?? m.not_known()} />
      </dl>
      {imageName !== undefined && machinesKeepDisk(catalog) && (
        <p className="mt-1.5">{m.summary_kept({ image: imageName })}</p>
      )}
      <p className="mt-1.5 text-muted">{m.touches_sessions_unknown()}</p>
      <div className="mt-3 flex flex-col gap-2 empty:hidden">
        {rules
          .filter((rule) => rule.severity === "block")
          .map((rule) => (
            <div
              key={rule.code}
              id={ruleId(rule.code)}
              tabIndex={-1}
              className="flex gap-2 rounded-note bg-bad-tint px-3 py-2 text-text"
            >
              <Ban aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
              <p>
                <b className="font-semibold text-bad">{m.touches_blocks()}</b> {rule.message}
              </p>
            </div>
          ))}
        {rules
          .filter((rule) => rule.severity === "warn")
          .map((rule) => {
            const isMissing = missing.includes(rule.code);
            return (
              <label
                key={rule.code}
                className={`flex cursor-pointer gap-2.5 rounded-note bg-warn-tint px-3 py-2 text-text ${isMissing ? "ring-1 ring-bad" : ""}`}
              >
                <input
                  id={ruleId(rule.code)}
                  type="checkbox"
                  checked={acknowledged.includes(rule.code)}
                  onChange={(event) => onTick(rule.code, event.target.checked)}
                  aria-invalid={isMissing}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span>
                  {rule.message}
                  {isMissing && <span className="block text-bad">{m.form_tick_warning()}</span>}
                </span>
              </label>
            );
          })}
      </div>
    </>
  );
});

function Fact({ what, fact }: { what: string; fact: string | number }) {
  return (
    <div className="flex min-w-0 flex-col-reverse">
      <dt className="text-muted">{what}</dt>
      <dd className="truncate font-semibold text-md" title={String(fact)}>
        {fact}
      </dd>
    </div>
  );
}

function machinesTouched(catalog: Catalog): string | number {
  const total = catalog.totalMachinesInCatalog;
  if (total === undefined) return m.not_known();
  return machinesKeepDisk(catalog) ? m.count_of_total({ count: 0, total }) : total;
}

function domainOf(catalog: Catalog): string {
  if (catalog.domainName) return catalog.domainName;
  if (catalog.isAzureAdJoined) return m.domain_entra();
  return catalog.domainJoined === false ? m.domain_none() : m.not_known();
}
