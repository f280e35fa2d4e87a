import { useEffect, useRef, useState } from "react";

/**
 * Gives the focus back when an overlay with its own address closes: to what had it, or, where that has been drawn anew
 * meanwhile, to the same link, else to one that opens the overlay.
 * @param path the overlay's path
 */
export function useFocusReturn(path: string): void {
  const [opener] = useState(() => document.activeElement);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      // The page under the overlay is drawn, and no longer inert, one frame later.
      requestAnimationFrame(() => {
        if (isOpen.current) return;
        const kept = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
        const target = kept ? opener : linkTo(path, opener);
        target?.focus({ preventScroll: true });
      });
    };
  }, [opener, path]);
}

/** One page may have several: one opens the overlay empty, another filled in. */
function linkTo(path: string, opener: Element | null): HTMLAnchorElement | undefined {
  const links = [...document.links].filter(
    (link): link is HTMLAnchorElement => link.pathname === path && link.tagName === "A",
  );
  return links.find(({ href }) => opener instanceof HTMLAnchorElement && href === opener.href) ?? links[0];
}
