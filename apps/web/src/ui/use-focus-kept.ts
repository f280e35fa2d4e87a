import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Keeps the focus from getting lost with a part that goes away while the focus is in it: the page's main part takes it.
 * Gives the ref for the part.
 */
export function useFocusKept<Part extends HTMLElement>(): RefObject<Part | null> {
  const part = useRef<Part>(null);
  useLayoutEffect(() => {
    const element = part.current;
    return () => {
      if (element?.contains(document.activeElement)) document.querySelector("main")?.focus({ preventScroll: true });
    };
  }, []);
  return part;
}
