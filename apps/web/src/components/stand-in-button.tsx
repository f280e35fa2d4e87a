import { type ComponentProps, useLayoutEffect, useRef } from "react";

/**
 * The button in the place of a menu or a list of choices that loads after the page. When what it stands for comes, the
 * focus goes over to that.
 */
export function StandInButton(props: ComponentProps<"button">) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      const place = element?.parentElement;
      if (!place || document.activeElement !== element) return;
      const at = [...place.children].indexOf(element);
      queueMicrotask(() => (place.children[at] as HTMLElement | undefined)?.focus());
    };
  }, []);
  return <button {...props} ref={button} type="button" />;
}
