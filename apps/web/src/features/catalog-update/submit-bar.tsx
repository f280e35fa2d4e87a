import type { Catalog } from "@catalog-deck/contract";
import { delayInWords, machinesKeepDisk } from "@catalog-deck/domain";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { commandKey } from "../../lib/browser.ts";
import { Button } from "../../ui/button.tsx";
import { submitWords } from "./submit-words.ts";

interface SubmitBarProps {
  catalog: Catalog;
  imageName: string | undefined;
  /** Minutes; null while the number field cannot be read. */
  vdaUpdateDelay: number | null;
  pending: boolean;
  /** The outcome of an earlier try is not known: the button asks again for that very request. */
  locked: boolean;
  /** The update goes back to an earlier image, and its words say so. */
  isRollBack: boolean;
  /** How many things are still to be done; 0 before the first try. */
  openProblems: number;
  /** Leads to the first of them. */
  onShowProblem: () => void;
  onSubmit: () => void;
  notice: ReactNode;
  /** What can be done besides sending. */
  beside: ReactNode;
}

/** The foot of the form: what the button will do, the button, and what became of the last try. */
export function SubmitBar(props: SubmitBarProps) {
  const { catalog, imageName, vdaUpdateDelay, pending, locked, isRollBack, openProblems, onSubmit } = props;
  const send = submitWords({ isRollBack, vdaUpdateDelay: locked ? null : vdaUpdateDelay });
  const sentence =
    imageName === undefined
      ? isRollBack
        ? m.submit_choose_earlier()
        : m.submit_choose()
      : vdaUpdateDelay === null
        ? m.submit_choose_minutes()
        : summarySentence(catalog, imageName, vdaUpdateDelay);
  const label = pending ? m.submit_sending() : locked ? m.submit_ask_again() : send.label;
  return (
    <div className="border-hair border-t bg-surface px-4 py-3.5 sm:px-6">
      <div className="mb-3 max-h-60 overflow-y-auto empty:hidden">{props.notice}</div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-muted">{locked ? m.submit_same_again() : sentence}</p>
          <p role="status" className="text-sm empty:hidden">
            {openProblems > 0 && !locked ? (
              <button
                type="button"
                onClick={props.onShowProblem}
                className="text-left text-bad underline underline-offset-2"
              >
                {m.submit_open_problems({ count: openProblems })}
              </button>
            ) : null}
          </p>
        </div>
        <div className="ml-auto flex flex-wrap-reverse gap-2 max-sm:w-full max-sm:*:grow">
          {props.beside}
          <Button
            variant={send.variant}
            size="large"
            onClick={onSubmit}
            busy={pending}
            aria-keyshortcuts="Control+Enter Meta+Enter"
            title={`${commandKey} ${m.key_enter()}`}
          >
            {label}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** What the button will do, in one sentence: "24 machines move to Win11-Nov within 2 hours." Delay in minutes. */
function summarySentence(catalog: Catalog, image: string, vdaUpdateDelay: number): string {
  if (machinesKeepDisk(catalog)) return m.summary_kept({ image });
  const count = catalog.totalMachinesInCatalog;
  const time = delayInWords(vdaUpdateDelay);
  if (count === undefined) {
    const names = { catalog: catalog.name, image };
    if (vdaUpdateDelay < 0) return m.summary_natural(names);
    return vdaUpdateDelay === 0 ? m.summary_now(names) : m.summary_spread({ ...names, time });
  }
  if (vdaUpdateDelay < 0) return m.summary_count_natural({ count, image });
  return vdaUpdateDelay === 0 ? m.summary_count_now({ count, image }) : m.summary_count_spread({ count, image, time });
}
