import { restartInWords } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { momentInWords } from "../../lib/formatting.ts";
import { requestOfPace, vdaUpdateDelayOf } from "../../shared/update-form/pace.ts";
import type { PlanRow } from "./catalogs-and-waves.tsx";
import type { PlanStep } from "./plan-aside.tsx";
import { startOf } from "./plan-request.ts";
import type { PlanState } from "./plan-state.ts";
import { dayAndTimeIn } from "./plan-times.ts";
import type { Waves } from "./waves.ts";

function startInWords(state: PlanState): string {
  const start = startOf(state);
  if (start?.kind !== "moment") return m.plan_start_now();
  return `${dayAndTimeIn(start.at, state.timeZone)}, ${state.timeZone}`;
}

interface PrintedPlanProps {
  state: PlanState;
  title: string;
  imageName: string | undefined;
  waves: Waves;
  rows: readonly PlanRow[];
  steps: readonly PlanStep[];
  rules: string;
  personName: string;
  now: Date;
}

/** The plan on paper: what will happen, to which catalogs, when and why, and who has planned it. */
export function PrintedPlan(props: PrintedPlanProps) {
  const { state, title, imageName, waves, rows, steps, rules, personName, now } = props;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const message = vdaUpdateDelayOf(state) === null ? undefined : requestOfPace(state);
  const delay = vdaUpdateDelayOf(state);
  const facts = [
    { what: m.plan_name(), fact: state.name.trim() },
    { what: m.column_image(), fact: imageName },
    { what: m.restarts(), fact: delay === null ? undefined : restartInWords(delay) },
    {
      what: m.message_to_users(),
      fact: [message?.warningTitle, message?.warningMessage].filter(Boolean).join("\n") || m.message_none(),
    },
    { what: m.plan_start(), fact: startInWords(state) },
    { what: m.plan_rules(), fact: rules },
    { what: m.reason(), fact: state.reason.trim() },
    { what: m.plan_printed_by(), fact: `${personName}, ${momentInWords(now.toISOString())}` },
  ].filter(({ fact }) => fact);
  return (
    <section aria-label={m.plan_print()} className="hidden print:block">
      <h1 className="mb-3 font-semibold text-xl">{title}</h1>
      <dl className="mb-4 grid grid-cols-[10rem_1fr] gap-x-4 gap-y-1">
        {facts.map(({ what, fact }) => (
          <div key={what} className="contents">
            <dt className="text-muted">{what}</dt>
            <dd className="whitespace-pre-line wrap-anywhere">{fact}</dd>
          </div>
        ))}
      </dl>
      {steps.map(({ key, title: step, facts: size, time, isWave }, index) => (
        <div key={key} className="mb-3 break-inside-avoid">
          <p className="flex justify-between gap-4 border-hair border-b pb-1">
            <span>
              <b className="font-semibold">{step}</b> <span className="text-muted">{size}</span>
            </span>
            <span>{time}</span>
          </p>
          {isWave ? (
            <ol className="list-decimal pl-6">
              {(waves[index] ?? []).map((id) => {
                const row = byId.get(id);
                const machines = row?.catalog?.totalMachinesInCatalog;
                const runs = row?.catalog?.templateImageName;
                return (
                  <li key={id}>
                    {[row?.name ?? id, machines === undefined ? "" : m.machines_count({ count: machines }), runs ?? ""]
                      .filter((part) => part !== "")
                      .join(" · ")}
                    {row?.toImage === undefined ? "" : ` → ${row.toImage}`}
                  </li>
                );
              })}
            </ol>
          ) : null}
        </div>
      ))}
    </section>
  );
}
