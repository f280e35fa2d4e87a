import type { SavedView, SavedViews } from "@catalog-deck/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, BookmarkPlus, House, List, Pencil, Save, Trash2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { changeSavedViews } from "../../api/settings.ts";
import * as m from "../../i18n/messages.js";
import { useConnection } from "../../shared/signed-in.ts";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuLine } from "../../ui/menu.tsx";
import { showToast } from "../../ui/toasts.ts";
import { searchInWords } from "./catalog-words.ts";
import type { CatalogsSearch } from "./catalogs-search.ts";
import { type CurrentView, searchOfView, textOfSearch } from "./saved-views.ts";
import {
  mostViews,
  withBroughtBack,
  withDefault,
  withoutView,
  withRenamed,
  withSearch,
  withView,
} from "./view-changes.ts";
import { ViewNameDialog } from "./view-name-dialog.tsx";

const iconProps = { size: 15, "aria-hidden": true, className: "shrink-0" } as const;

interface SavedViewsMenuProps {
  look: { label: string; trigger: ReactNode; triggerClassName: string };
  defaultOpen: boolean;
  search: CatalogsSearch;
  saved: SavedViews | undefined;
  current: CurrentView | undefined;
}

/** Applies a view, and keeps, names and removes them. What changes one is about the view that shows. */
export function SavedViewsMenu({ look, defaultOpen, search, saved, current }: SavedViewsMenuProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const connection = useConnection();
  const [naming, setNaming] = useState<"new" | "rename">();
  const button = useRef<HTMLButtonElement>(null);
  const views = saved?.views ?? [];
  const text = textOfSearch(search);

  const show = (next: CatalogsSearch, savedView: string | undefined, replace = false) =>
    void navigate({ to: ".", search: next, state: { chosen: true, savedView }, replace, resetScroll: false });
  const change = (next: (old: SavedViews) => SavedViews) => changeSavedViews(client, connection.id, next);
  /** Changes the views and says so, with a way back where something is lost; or says why not. */
  const changeAndSay = async (next: (old: SavedViews) => SavedViews, title: string, back?: typeof next) => {
    try {
      await change(next);
      const undo = back && { label: m.view_undo(), onAct: () => void changeAndSay(back, m.view_undone()) };
      showToast({ tone: "ok", title, ...(undo ? { actions: [undo] } : {}) });
    } catch (error) {
      showToast({ tone: "bad", title: m.view_not_kept(), text: error instanceof Error ? error.message : "" });
    }
  };
  const save = async (name: string) => {
    await change((old) => withView(old, { name, search: text }));
    show(search, name, true);
  };
  const rename = async (from: string, to: string) => {
    await change((old) => withRenamed(old, from, to));
    show(search, to, true);
  };

  return (
    <>
      <Menu {...look} defaultOpen={defaultOpen} triggerRef={button}>
        {views.length > 0 ? (
          <>
            <MenuChoices
              label={m.view_saved()}
              value={current && !current.changed ? current.name : ""}
              options={views.map((view) => optionOf(view, view.name === saved?.default))}
              onChange={(name) => {
                const view = views.find((one) => one.name === name);
                if (view) show(searchOfView(view), name);
              }}
            />
            <MenuLine />
          </>
        ) : (
          <MenuLabel>{m.view_none_yet()}</MenuLabel>
        )}
        {text === "" && current === undefined ? null : (
          <MenuItem icon={<List {...iconProps} />} onSelect={() => show({}, undefined)}>
            {m.view_all_catalogs()}
          </MenuItem>
        )}
        {current?.changed ? (
          <MenuItem
            icon={<Save {...iconProps} />}
            onSelect={() => {
              const before = views.find(({ name }) => name === current.name)?.search ?? "";
              void changeAndSay(
                (old) => withSearch(old, current.name, text),
                m.view_overwritten({ name: current.name }),
                (old) => withSearch(old, current.name, before),
              );
            }}
          >
            {m.view_overwrite({ name: current.name })}
          </MenuItem>
        ) : null}
        {views.length < mostViews ? (
          <MenuItem icon={<BookmarkPlus {...iconProps} />} onSelect={() => setNaming("new")}>
            {m.view_save_new()}
          </MenuItem>
        ) : (
          <MenuLabel>{m.view_too_many({ count: mostViews })}</MenuLabel>
        )}
        {current && saved ? (
          <>
            <MenuLine />
            <MenuItem
              icon={<House {...iconProps} />}
              onSelect={() => {
                const isDefault = saved.default === current.name;
                void changeAndSay(
                  (old) => withDefault(old, isDefault ? undefined : current.name),
                  isDefault ? m.view_default_unset() : m.view_default_set({ name: current.name }),
                );
              }}
            >
              {saved.default === current.name ? m.view_unset_default() : m.view_set_default()}
            </MenuItem>
            <MenuItem icon={<Pencil {...iconProps} />} onSelect={() => setNaming("rename")}>
              {m.view_rename()}
            </MenuItem>
            <MenuItem
              icon={<Trash2 {...iconProps} />}
              onSelect={() => {
                const { name } = current;
                void changeAndSay(
                  (old) => withoutView(old, name),
                  m.view_deleted({ name }),
                  (old) => withBroughtBack(old, saved, name),
                );
              }}
            >
              {m.view_delete({ name: current.name })}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {naming === undefined ? null : (
        <ViewNameDialog
          title={naming === "new" ? m.view_save_title() : m.view_rename_title()}
          {...(naming === "new" ? { saves: searchInWords(search) } : {})}
          initialName={naming === "rename" ? (current?.name ?? "") : ""}
          taken={views.map(({ name }) => name)}
          onSave={(name) => (naming === "rename" && current ? rename(current.name, name) : save(name))}
          onClose={() => setNaming(undefined)}
          finalFocus={button}
        />
      )}
    </>
  );
}

function optionOf({ name }: SavedView, isDefault: boolean) {
  return {
    value: name,
    label: name,
    icon: <Bookmark {...iconProps} />,
    ...(isDefault ? { note: m.view_is_default() } : {}),
  };
}
