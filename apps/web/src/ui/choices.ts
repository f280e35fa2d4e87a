import type { ReactNode } from "react";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** Quiet words at the row's end, a count for instance. */
  note?: ReactNode;
  disabled?: boolean;
}

export interface ChoicesProps<Value extends string> {
  /** What is being chosen; spoken, and shown when nothing is chosen. */
  label: string;
  /** None is the empty text: it stands for no choice. */
  options: readonly SelectOption<Value>[];
  /** The words of the row that takes every choice back; without it there is no such row. */
  noneLabel?: string;
  /** Can be searched however few they are: for choices that are still on their way when the list is opened. */
  searched?: boolean;
  defaultOpen?: boolean;
  /** The button keeps its quiet look when something is chosen. */
  plain?: boolean;
  className?: string;
}

/** How far a list stays from the window's edges: below the page's header, which has two lines on a phone. */
export const listPadding = { top: 100, right: 8, bottom: 8, left: 8 } as const;

/** What the lists of choices are drawn from, of one value or several. */
export interface ListProps extends ChoicesProps<string> {
  multiple: boolean;
  values: readonly string[];
  onChange(values: readonly string[]): void;
  trigger: { className: string; spoken: string; content: ReactNode };
}

/** What a select's closed button shows and what is spoken: its name, the one choice, or how many hold. */
export function choiceInWords(label: string, chosen: readonly string[]): { shown: string; spoken: string } {
  const [first, ...more] = chosen;
  if (first === undefined) return { shown: label, spoken: label };
  return {
    shown: more.length === 0 ? first : `${label} · ${chosen.length}`,
    spoken: `${label}: ${chosen.join(", ")}`,
  };
}
