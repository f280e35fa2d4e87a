import { Printer } from "lucide-react";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { commandKey } from "../../lib/browser.ts";
import { numberInWords } from "../../lib/formatting.ts";
import { Button } from "../../ui/button.tsx";
import type { PlanTimes } from "./plan-times.ts";

/** How much the plan reaches. */
export interface PlanTotals {
  catalogs: number;
  machines: number;
  users: number;
}

/** What follows on what, with its time. */
export interface PlanStep {
  key: string;
  title: string;
  facts: string;
  time: string;
  /** It is about catalogs, and no end. */
  isWave: boolean;
}

interface PlanAsideProps {
  totals: PlanTotals;
  steps: readonly PlanStep[];
  times: PlanTimes;
  problems: readonly { key: string; message: string; onShow: () => void }[];
  submit: { label: string; variant: "primary" | "danger"; pending: boolean; onSubmit: () => void };
  notice: ReactNode;
}

/** The plan read back as clock times, what is still to be done, and the button that sends it. */
export function PlanAside({ totals, steps, times, problems, submit, notice }: PlanAsideProps) {
  return (
    <aside
      aria-label={m.plan_read_back()}
      className="rounded-card border border-hair bg-surface shadow-card lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
    >
      <dl className="grid grid-cols-3 gap-3 border-hair border-b px-4 py-3">
        <Total what={m.plan_total_catalogs({ count: totals.catalogs })} count={totals.catalogs} />
        <Total what={m.plan_total_machines({ count: totals.machines })} count={totals.machines} />
        <Total what={m.plan_total_users()} count={totals.users} />
      </dl>
      <ol className="flex flex-col gap-2.5 border-hair border-b px-4 py-3">
        {steps.map(({ key, title, facts, time, isWave }) => (
          <li key={key} className="flex gap-2.5">
            <span
              aria-hidden="true"
              className={`mt-1 size-3 shrink-0 rounded-full border-2 ${isWave ? "border-accent" : "border-control"}`}
            />
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap justify-between gap-x-3">
                <b className="font-semibold wrap-anywhere">{title}</b>
                <span className="text-muted tabular-nums">{time}</span>
              </span>
              <span className="block text-muted text-sm">{facts}</span>
            </span>
          </li>
        ))}
      </ol>
      <div className="flex flex-col gap-2.5 px-4 py-3">
        <p className="text-muted text-sm">
          {times.endsAt === undefined ? m.plan_end_not_known() : m.plan_end_means()}{" "}
          {m.plan_times_in({ zone: times.timeZone })}
        </p>
        {notice}
        <ul role="status" className="flex flex-col gap-1 empty:hidden">
          {problems.map(({ key, message, onShow }) => (
            <li key={key}>
              <button type="button" onClick={onShow} className="text-left text-bad underline underline-offset-2">
                {message}
              </button>
            </li>
          ))}
        </ul>
        <Button
          variant={submit.variant}
          size="large"
          className="w-full"
          busy={submit.pending}
          onClick={submit.onSubmit}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title={`${commandKey} ${m.key_enter()}`}
        >
          {submit.label}
        </Button>
        <Button
          size="large"
          className="w-full"
          icon={<Printer size={14} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          {m.plan_print()}
        </Button>
      </div>
    </aside>
  );
}

function Total({ what, count }: { what: string; count: number }) {
  return (
    <div className="flex min-w-0 flex-col-reverse justify-end">
      <dt className="text-muted text-sm">{what}</dt>
      <dd className="font-semibold text-lg tabular-nums">{numberInWords(count)}</dd>
    </div>
  );
}
