import { type ComponentProps, useLayoutEffect, useRef } from "react";

/**
 * The button in the place of a menu or a list of choices that loads after the page. When what it stands for comes, the
 * focus goes over to that; where it has been pressed, that opens and takes the focus itself.
 */
export function PlaceholderButton({ onPress, ...rest }: ComponentProps<"button"> & { onPress(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  const pressed = useRef(false);
  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      const place = element?.parentElement;
      if (!place || pressed.current || document.activeElement !== element) return;
      const at = [...place.children].indexOf(element);
      queueMicrotask(() => (place.children[at] as HTMLElement | undefined)?.focus());
    };
  }, []);
  const press = () => {
    pressed.current = true;
    onPress();
  };
  return <button {...rest} ref={button} type="button" onClick={press} />;
}
