import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { stoppedStartsOf } from "../../api/start-nothing.ts";
import * as m from "../../i18n/messages.js";
import { useConnection } from "../../shared/signed-in.ts";
import { StartNothingDialog } from "../../shared/start-nothing-dialog.tsx";
import { Button } from "../../ui/button.tsx";

/** The switch "Start nothing", while it is off; where it is on the notice above every page has it. */
export function StopStarts() {
  const connection = useConnection();
  const { data: stopped } = useQuery({ ...catalogsQuery(connection.id), select: stoppedStartsOf });
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      {stopped ? null : <Button onClick={() => setAsked(true)}>{m.asks_first({ label: m.start_nothing() })}</Button>}
      {isAsked ? <StartNothingDialog on onClose={() => setAsked(false)} /> : null}
    </>
  );
}
