import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { classNames, itemClasses, popupClasses } from "./classes.ts";

/** A button that opens a menu. `trigger` is the button's content, `triggerClassName` its look. */
export function Menu(props: {
  label?: string;
  trigger: ReactNode;
  triggerClassName: string;
  defaultOpen?: boolean;
  /** The button: where the focus returns to from what the menu has opened. */
  triggerRef?: Ref<HTMLButtonElement>;
  children: ReactNode;
}) {
  return (
    <BaseMenu.Root defaultOpen={props.defaultOpen ?? false}>
      <BaseMenu.Trigger ref={props.triggerRef} aria-label={props.label} className={props.triggerClassName}>
        {props.trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align="end" className="z-50 outline-none">
          <BaseMenu.Popup className={classNames(popupClasses, "max-w-[min(22.5rem,var(--available-width))] min-w-52")}>
            {props.children}
          </BaseMenu.Popup>
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

export function MenuChoices<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon: ReactNode; note?: ReactNode }[];
  onChange(value: Value): void;
}) {
  return (
    <BaseMenu.RadioGroup value={props.value} onValueChange={(value: Value) => props.onChange(value)}>
      <MenuLabel>{props.label}</MenuLabel>
      {props.options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} className={itemClasses} closeOnClick>
          {option.icon}
          <span className="min-w-0 flex-1 wrap-anywhere">{option.label}</span>
          {option.note ? <span className="shrink-0 pl-3 text-sm text-muted">{option.note}</span> : null}
          <BaseMenu.RadioItemIndicator className="text-accent">
            <Check size={14} aria-hidden="true" />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="px-2.5 pt-1.5 pb-1 text-sm text-muted">{children}</div>;
}

export function MenuLine() {
  return <BaseMenu.Separator className="my-1 h-px bg-hair" />;
}
