import { useSyncExternalStore } from "react";
import { forgetInput, keepInput, keptInput, onInputForgotten } from "../../lib/kept-input.ts";
import { useConnection, useSession } from "../signed-in.ts";

const none: ReadonlySet<string> = new Set();
/** What has been read or set since the page was loaded, by the name under which the tab keeps it. */
const selections = new Map<string, ReadonlySet<string>>();
const listeners = new Set<() => void>();
onInputForgotten(() => selections.clear());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function selectionOf(name: string): ReadonlySet<string> {
  const known = selections.get(name);
  if (known !== undefined) return known;
  const kept = keptInput("tab", name);
  const read = Array.isArray(kept) ? new Set(kept.filter((id) => typeof id === "string")) : none;
  selections.set(name, read);
  return read;
}

/** A person's selection of catalogs on one connection: it stays in this tab until they clear it or sign out. */
export interface Selection {
  ids(): ReadonlySet<string>;
  set(ids: Iterable<string>): void;
}

/** The selection to act on; it draws nothing when it changes. The same object while person and connection are. */
export function useSelection(): Selection {
  return handleOf(useSelectionName());
}

const handles = new Map<string, Selection>();

function handleOf(name: string): Selection {
  let handle = handles.get(name);
  if (handle === undefined) {
    handle = {
      ids: () => selectionOf(name),
      set: (ids) => {
        const selected = new Set(ids);
        selections.set(name, selected);
        if (selected.size === 0) forgetInput("tab", name);
        else keepInput("tab", name, [...selected]);
        for (const listener of listeners) listener();
      },
    };
    handles.set(name, handle);
  }
  return handle;
}

function useSelectionName(): string {
  const { user } = useSession();
  return JSON.stringify(["selection", user.id, useConnection().id]);
}

/** The ids of the selected catalogs, live. */
export function useSelectedIds(): ReadonlySet<string> {
  const name = useSelectionName();
  return useSyncExternalStore(subscribe, () => selectionOf(name));
}

/** Whether a catalog is selected, live. */
export function useIsSelected(catalogId: string): boolean {
  const name = useSelectionName();
  return useSyncExternalStore(subscribe, () => selectionOf(name).has(catalogId));
}

/** Whether any catalog is selected, live. */
export function useHasSelection(): boolean {
  const name = useSelectionName();
  return useSyncExternalStore(subscribe, () => selectionOf(name).size > 0);
}
