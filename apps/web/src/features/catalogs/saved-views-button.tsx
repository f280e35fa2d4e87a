import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Bookmark, ChevronDown } from "lucide-react";
import { Suspense, useState } from "react";
import { settingsQuery } from "../../api/settings.ts";
import * as m from "../../i18n/messages.js";
import { lazyChunk, whenIdle } from "../../lib/chunks.ts";
import { PlaceholderButton } from "../../shared/placeholder-button.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { selectTriggerClasses } from "../../ui/classes.ts";
import type { CatalogsSearch } from "./catalogs-search.ts";
import { currentViewOf } from "./saved-views.ts";

// Behind a button that looks the same, as the filters beside it.
const SavedViewsMenu = lazyChunk(() => import("./saved-views-menu.tsx"), "SavedViewsMenu", whenIdle);

/** The view that shows, by its name, and the menu of all. */
export function SavedViewsButton({ search }: { search: CatalogsSearch }) {
  const connection = useConnection();
  const { data: settings } = useQuery(settingsQuery());
  const applied = useLocation({ select: ({ state }) => state.savedView });
  const [wanted, setWanted] = useState(false);
  const saved = settings?.savedViews[connection.id];
  const current = currentViewOf(saved, search, applied);
  const look = {
    label: current
      ? current.changed
        ? m.view_current_changed({ name: current.name })
        : m.view_current({ name: current.name })
      : m.view_menu(),
    triggerClassName: `${selectTriggerClasses(current !== undefined)} min-w-0 max-md:flex-1 max-md:justify-between`,
    trigger: (
      <>
        <Bookmark size={14} aria-hidden="true" className="shrink-0 text-muted max-md:hidden" />
        <span className="truncate">{current?.name ?? m.view_menu()}</span>
        {current?.changed ? <span className="shrink-0 font-normal text-muted">{m.view_changed()}</span> : null}
        <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
      </>
    ),
  };
  const placeholder = (
    <PlaceholderButton
      aria-haspopup="menu"
      aria-label={look.label}
      className={look.triggerClassName}
      onPress={() => setWanted(true)}
    >
      {look.trigger}
    </PlaceholderButton>
  );
  return (
    <Suspense fallback={placeholder}>
      <SavedViewsMenu look={look} defaultOpen={wanted} search={search} saved={saved} current={current} />
    </Suspense>
  );
}
