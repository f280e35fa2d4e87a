import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** The update form lies over its page and looks after the focus itself (pages/catalog-update/use-focus-return.ts). */
const isOverlay = (path: string) => path.endsWith("/update");

/**
 * Gives the focus to the page's main part after the person has gone to another page, so that a screen reader and the Tab
 * key begin there and not where the old page's link was. What has taken the focus inside the new page, or since then in
 * a dialog or the command palette, keeps it.
 */
export function usePageFocus(mainId: string): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, toLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged || isOverlay(toLocation.pathname)) return;
        if (isOverlay(fromLocation.pathname) && toLocation.pathname === "/catalogs") return;
        focusMain(mainId, 60);
      }),
    [router, mainId],
  );
}

/** Tries frame by frame: what closes with the navigation keeps the page inert until it is gone. */
function focusMain(mainId: string, framesLeft: number): void {
  requestAnimationFrame(() => {
    const main = document.getElementById(mainId);
    if (!main || main.contains(document.activeElement)) return;
    // Opened since: what is typed now is meant for it.
    if (document.activeElement?.closest("[data-palette], [data-overlay][data-open]")) return;
    main.focus({ preventScroll: true });
    if (framesLeft > 0) focusMain(mainId, framesLeft - 1);
  });
}
