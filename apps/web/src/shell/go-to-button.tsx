import { Search } from "lucide-react";
import * as m from "../i18n/messages.js";
import { commandKey } from "../lib/command-key.ts";
import { Kbd } from "../ui/kbd.tsx";
import { headerButtonClasses } from "./header-button-classes.ts";
import { showPalette } from "./shell-events.ts";

/** The way to the command palette for who does not know its key; an icon alone where the window is narrow. */
export function GoToButton() {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      // Begins with the words that show, key and all: who steers by voice says them.
      aria-label={`${m.go_to()} ${commandKey} K, ${m.palette_title()}`}
      aria-keyshortcuts="Control+K Meta+K"
      title={m.palette_title()}
      className={`${headerButtonClasses} text-muted max-xl:size-8 max-xl:justify-center max-xl:border-transparent max-xl:px-0`}
      onClick={showPalette}
    >
      <Search size={15} aria-hidden="true" className="xl:hidden" />
      <span aria-hidden="true" className="flex items-center gap-2 max-xl:hidden">
        {m.go_to()}
        <Kbd>{`${commandKey} K`}</Kbd>
      </span>
    </button>
  );
}
