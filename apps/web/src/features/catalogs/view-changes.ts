import type { SavedView, SavedViews } from "@catalog-deck/contract";

/** How many views the server keeps for one person and connection. */
export const mostViews = 50;

/** The longest name of a view that the server keeps. */
export const longestViewName = 80;

/** With a new view at the end; one of the same name is replaced. */
export function withView(saved: SavedViews, view: SavedView): SavedViews {
  return { ...saved, views: [...saved.views.filter(({ name }) => name !== view.name), view] };
}

/** With a view that sets something else than before. */
export function withSearch(saved: SavedViews, name: string, search: string): SavedViews {
  return { ...saved, views: saved.views.map((view) => (view.name === name ? { name, search } : view)) };
}

/** With a view under another name; the default stays the default. Nothing changes when that name is taken. */
export function withRenamed(saved: SavedViews, from: string, to: string): SavedViews {
  if (saved.views.some(({ name }) => name === to)) return saved;
  const views = saved.views.map((view) => (view.name === from ? { ...view, name: to } : view));
  return withDefault({ views }, saved.default === from ? to : saved.default);
}

/** Without a view; a default that is gone is no default. */
export function withoutView(saved: SavedViews, gone: string): SavedViews {
  const views = saved.views.filter(({ name }) => name !== gone);
  return withDefault({ views }, saved.default === gone ? undefined : saved.default);
}

/** With that view as the default, or none. A name that no view has (any more) is none. */
export function withDefault({ views }: SavedViews, name: string | undefined): SavedViews {
  return name !== undefined && views.some((view) => view.name === name) ? { views, default: name } : { views };
}

/** With a deleted view in its old place again, and as the default if it was that. */
export function withBroughtBack(saved: SavedViews, before: SavedViews, name: string): SavedViews {
  const index = before.views.findIndex((view) => view.name === name);
  const view = before.views[index];
  if (view === undefined || saved.views.some((one) => one.name === name)) return saved;
  const restored = { ...saved, views: saved.views.toSpliced(index, 0, view) };
  return before.default === name ? withDefault(restored, name) : restored;
}
