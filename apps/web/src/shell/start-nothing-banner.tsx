import type { StartNothing } from "@catalog-deck/contract";
import { OctagonPause } from "lucide-react";
import { useEffect, useState } from "react";
import * as m from "../i18n/messages.js";
import { dateTimeInWords } from "../lib/formatting.ts";
import { useMayUpdate } from "../shared/signed-in.ts";
import { StartNothingDialog } from "../shared/start-nothing-dialog.tsx";

/** Since when nothing may begin, by whom and why. Administrators end it here. */
export function StartNothingBanner({ stopped }: { stopped: NonNullable<StartNothing["stopped"]> }) {
  const mayUpdate = useMayUpdate();
  const [isAsked, setAsked] = useState(false);
  useEffect(() => focusPageIfLost, []);
  return (
    <>
      <p className="border-hair border-b bg-warn-tint px-6 py-1.5 text-center wrap-anywhere max-sm:px-3">
        <OctagonPause aria-hidden="true" className="mr-1.5 inline size-3.5 align-[-0.15em] text-warn" />
        <b className="font-semibold text-warn">{m.start_nothing_is_on()}</b>{" "}
        {m.start_nothing_since({ time: dateTimeInWords(stopped.since), name: stopped.by.displayName })}{" "}
        <q>{stopped.reason}</q>{" "}
        {mayUpdate ? (
          <button
            type="button"
            className="rounded-control px-1 py-0.5 text-accent underline underline-offset-2"
            onClick={() => setAsked(true)}
          >
            {m.asks_first({ label: m.start_nothing_turn_off() })}
          </button>
        ) : null}
      </p>
      {isAsked ? <StartNothingDialog on={false} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

/** Whoever has ended it here had the focus in what is gone now. */
function focusPageIfLost(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector("main")?.focus({ preventScroll: true });
  });
}
