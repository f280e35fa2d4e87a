import { searchText, searchWords } from "@catalog-deck/domain";
import type { LucideIcon } from "lucide-react";

/** The parts of the palette. */
export type CommandGroup = "pages" | "catalogs" | "actions" | "rollouts" | "images" | "updates" | "settings";

/** One thing to go to or to do. */
export interface Command {
  key: string;
  group: CommandGroup;
  icon: LucideIcon;
  label: string;
  /** Quiet words behind the label; they are searched too. */
  note?: string | undefined;
  /** What is searched too and does not show: ids, addresses. */
  also?: string | undefined;
  run(): void;
}

const shownAtMost = 50;
const noMatch = Number.POSITIVE_INFINITY;
const lowered = new WeakMap<Command, { label: string; rest: string }>();

/** The words of a command as they are compared, put together once. */
function textOf(command: Command): { label: string; rest: string } {
  let text = lowered.get(command);
  if (!text) {
    text = {
      label: searchText(command.label),
      rest: searchText(`${command.note ?? ""}\n${command.also ?? ""}`),
    };
    lowered.set(command, text);
  }
  return text;
}

/** How well a word fits, 0 best: the label's beginning, one of its words', inside it, elsewhere. */
function scoreOf({ label, rest }: { label: string; rest: string }, word: string): number {
  const at = label.indexOf(word);
  if (at === 0) return 0;
  if (at > 0) return /[\p{L}\p{N}]/u.test(label[at - 1] ?? "") ? 2 : 1;
  return rest.includes(word) ? 3 : noMatch;
}

/** Whether every word of the question stands in the command's own label. */
export function labelHolds(command: Command, question: string): boolean {
  const { label } = textOf(command);
  return searchWords(question).every((word) => label.includes(word));
}

/** The commands that fit every word of the question, best first; equals keep their order. At most 50. */
export function rankCommands(commands: readonly Command[], question: string): Command[] {
  const words = searchWords(question);
  if (words.length === 0) return commands.slice(0, shownAtMost);
  const found: { command: Command; score: number }[] = [];
  for (const command of commands) {
    const text = textOf(command);
    let score = 0;
    for (const word of words) {
      score += scoreOf(text, word);
      if (score === noMatch) break;
    }
    if (score < noMatch) found.push({ command, score });
  }
  return found
    .sort((a, b) => a.score - b.score)
    .slice(0, shownAtMost)
    .map(({ command }) => command);
}

const groupOrder: readonly CommandGroup[] = [
  "catalogs",
  "actions",
  "rollouts",
  "images",
  "updates",
  "pages",
  "settings",
];

/**
 * Ranked commands in their groups: that of the best one, so that Enter means the first row; then what can be looked at and
 * done, in an order that does not change. Inside each they stay as they are.
 */
export function groupCommands(ranked: readonly Command[]): { value: CommandGroup; items: Command[] }[] {
  const groups = Map.groupBy(ranked, ({ group }) => group);
  const order = [...new Set([...ranked.slice(0, 1).map(({ group }) => group), ...groupOrder])];
  return order.flatMap((value) => ({ value, items: groups.get(value) ?? [] })).filter(({ items }) => items.length > 0);
}
