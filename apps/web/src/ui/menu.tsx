import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** The box that menus and lists of choices open in. */
export const popupClasses =
  "z-50 max-h-(--available-height) min-w-(--anchor-width) overflow-auto rounded-note border border-hair bg-surface p-1 shadow-pop outline-none transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** One row of such a box. */
export const itemClasses =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-not-allowed data-disabled:text-muted";

/** A button that opens a menu. `trigger` is the button's content, `triggerClassName` its look. */
export function Menu(props: {
  label?: string;
  trigger: ReactNode;
  triggerClassName: string;
  defaultOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <BaseMenu.Root defaultOpen={props.defaultOpen ?? false}>
      <BaseMenu.Trigger aria-label={props.label} className={props.triggerClassName}>
        {props.trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align="end" className="z-50 outline-none">
          <BaseMenu.Popup className={classNames(popupClasses, "min-w-52")}>{props.children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

/** One thing to do. */
export function MenuItem(props: { icon?: ReactNode; onSelect(): void; children: ReactNode }) {
  return (
    <BaseMenu.Item className={itemClasses} onClick={props.onSelect}>
      {props.icon}
      {props.children}
    </BaseMenu.Item>
  );
}

/** Choices of which one holds. */
export function MenuChoices<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  onChange(value: Value): void;
}) {
  return (
    <BaseMenu.RadioGroup value={props.value} onValueChange={(value: Value) => props.onChange(value)}>
      <MenuLabel>{props.label}</MenuLabel>
      {props.options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} className={itemClasses} closeOnClick>
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <BaseMenu.RadioItemIndicator className="text-accent">✓</BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

/** Words above a part of a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="px-2.5 pt-1.5 pb-1 text-sm text-muted">{children}</div>;
}

/** A hairline between parts of a menu. */
export function MenuLine() {
  return <BaseMenu.Separator className="my-1 h-px bg-hair" />;
}
