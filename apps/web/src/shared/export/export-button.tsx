import { ChevronDown, Download } from "lucide-react";
import { Suspense, useState } from "react";
import * as m from "../../i18n/messages.js";
import { lazyChunk, whenIdle } from "../../lib/chunks.ts";
import { classNames, selectTriggerClasses } from "../../ui/classes.ts";
import { PlaceholderButton } from "../placeholder-button.tsx";
import type { Exported } from "./export-menu.tsx";

const ExportMenu = lazyChunk(() => import("./export-menu.tsx"), "ExportMenu", whenIdle);

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
  const placeholder = (
    <PlaceholderButton aria-haspopup="menu" className={look} onPress={() => setWanted(true)}>
      {content}
    </PlaceholderButton>
  );
  return (
    <Suspense fallback={placeholder}>
      <ExportMenu exported={props.exported} trigger={content} triggerClassName={look} defaultOpen={wanted} />
    </Suspense>
  );
}
