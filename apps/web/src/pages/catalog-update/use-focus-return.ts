import { useEffect, useRef, useState } from "react";

/**
 * Gives the focus back when an overlay with its own address closes: to what had it, or, where that has been drawn anew
 * meanwhile, to the link that opens the overlay.
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
        const target = kept ? opener : linkTo(path);
        target?.focus({ preventScroll: true });
      });
    };
  }, [opener, path]);
}

function linkTo(path: string): HTMLAnchorElement | undefined {
  return [...document.links].find((link): link is HTMLAnchorElement => link.pathname === path && link.tagName === "A");
}
