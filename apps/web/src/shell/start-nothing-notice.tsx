import { useQuery } from "@tanstack/react-query";
import { OctagonPause } from "lucide-react";
import { Suspense, useState } from "react";
import { catalogsQuery } from "../api/catalogs.ts";
import { stoppedStartsOf } from "../api/start-nothing.ts";
import * as m from "../i18n/messages.js";
import { lazyChunk } from "../lib/chunks.ts";
import { dateTimeInWords } from "../lib/formatting.ts";
import { useConnection, useMayUpdate } from "../shared/signed-in.ts";

const StartNothingDialog = lazyChunk(() => import("../shared/start-nothing-dialog.tsx"), "StartNothingDialog");

/** Says above every page that nothing may begin on its connection: since when, by whom and why. Administrators end it there. */
export function StartNothingNotice() {
  const connection = useConnection();
  const mayUpdate = useMayUpdate();
  const { data: stopped } = useQuery({ ...catalogsQuery(connection.id), select: stoppedStartsOf });
  const [isAsked, setAsked] = useState(false);
  return (
    <div role="status" className="print:hidden">
      {stopped ? (
        <p className="border-hair border-b bg-warn-tint px-6 py-1.5 text-center wrap-anywhere max-sm:px-3">
          <OctagonPause aria-hidden="true" className="mr-1.5 inline size-3.5 align-[-0.15em] text-warn" />
          <b className="font-semibold text-warn">{m.start_nothing_is_on()}</b>{" "}
          {m.start_nothing_since({ time: dateTimeInWords(stopped.since), name: stopped.by.displayName })}{" "}
          <q>{stopped.reason}</q>{" "}
          {mayUpdate ? (
            <button
              type="button"
              className="rounded-control px-1 text-accent underline underline-offset-2"
              onClick={() => setAsked(true)}
            >
              {m.start_nothing_turn_off()}…
            </button>
          ) : null}
        </p>
      ) : null}
      {isAsked ? (
        <Suspense>
          <StartNothingDialog on={false} onClose={() => setAsked(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
