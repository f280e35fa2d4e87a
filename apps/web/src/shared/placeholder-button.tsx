import { type ComponentProps, type MouseEvent, useLayoutEffect, useRef } from "react";

/**
 * The button in the place of a menu or a list of choices that loads after the page. When what it stands for comes, the
 * focus goes over to that; where it has been pressed, that opens and takes the focus itself. A mouse has pressed it as
 * soon as its button is down, as for what it stands for: no click comes when the two change places before it is let go.
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
  const pressByMouse = (event: MouseEvent) => {
    if (event.button === 0) press();
  };
  return <button {...rest} ref={button} type="button" onMouseDown={pressByMouse} onClick={press} />;
}
