import { useEffect, useRef } from "react";
import * as m from "../../i18n/messages.js";
import { paletteLook } from "./palette-look.ts";

/**
 * The palette's field before the palette has loaded: it has the focus at once, so that no letter is lost or goes
 * elsewhere. Enter does nothing yet. `onType` is called at every change; the palette takes the letters over.
 */
export function PalettePlaceholder(props: { onType(text: string): void; onClose(): void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <>
      <div className={paletteLook.backdrop} />
      <div
        role="dialog"
        aria-modal="true"
        aria-busy="true"
        aria-label={m.palette_title()}
        data-palette
        className={paletteLook.box}
      >
        <input
          ref={field}
          aria-label={m.palette_label()}
          placeholder={m.palette_placeholder()}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => props.onType(event.target.value)}
          onKeyDown={(event) => {
            // Nothing but the field can have the focus here.
            if (event.key === "Tab") event.preventDefault();
            if (event.key === "Escape") props.onClose();
          }}
          className={paletteLook.field}
        />
        <p role="status" className="p-6 text-center text-muted">
          {m.palette_reading()}
        </p>
      </div>
    </>
  );
}
