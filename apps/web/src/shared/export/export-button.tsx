import { ChevronDown, Download } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import * as m from "../../i18n/messages.js";
import { loadChunk } from "../../lib/chunks.ts";
import { whenIdle } from "../../lib/when-idle.ts";
import { classNames } from "../../ui/class-names.ts";
import { selectTriggerClasses } from "../../ui/select-trigger.ts";
import { PlaceholderButton } from "../placeholder-button.tsx";
import type { Exported } from "./exported.ts";

const ExportMenu = lazy(() =>
  whenIdle().then(async () => ({ default: (await loadChunk(() => import("./export-menu.tsx"))).ExportMenu })),
);

/** The button "Export" with its menu of formats, which loads after the page shows. `narrowAsIcon`: on a phone without its word. */
export function ExportButton(props: { exported: Exported; narrowAsIcon?: boolean }) {
  const [wanted, setWanted] = useState(false);
  const look = selectTriggerClasses(false);
  const content = (
    <>
      <Download size={14} aria-hidden="true" className="shrink-0 text-muted" />
      <span className={props.narrowAsIcon ? "max-md:sr-only" : undefined}>{m.export_button()}</span>
      <ChevronDown
        size={14}
        aria-hidden="true"
        className={classNames("shrink-0 text-muted", props.narrowAsIcon && "max-md:hidden")}
      />
    </>
  );
  const stand = (
    <PlaceholderButton aria-haspopup="menu" className={look} onPress={() => setWanted(true)}>
      {content}
    </PlaceholderButton>
  );
  return (
    <Suspense fallback={stand}>
      <ExportMenu exported={props.exported} trigger={content} triggerClassName={look} defaultOpen={wanted} />
    </Suspense>
  );
}
