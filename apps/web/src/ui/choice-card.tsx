import type { ReactNode } from "react";

const tones = {
  accent: "has-checked:border-accent has-checked:bg-accent-tint has-checked:ring-accent",
  danger: "has-checked:border-bad has-checked:bg-bad-tint has-checked:ring-bad",
};

/** One of a few choices, as a box with its words and what it means; the group's name makes them one choice. */
export function ChoiceCard(props: {
  name: string;
  value: string;
  checked: boolean;
  onChoose: () => void;
  label: ReactNode;
  explanation?: ReactNode;
  tone?: "accent" | "danger";
}) {
  const { name, value, checked, onChoose, label, explanation, tone = "accent" } = props;
  return (
    <label
      className={`flex cursor-pointer gap-2 rounded-note border border-hair px-3 py-2.5 hover:bg-hover has-checked:ring-1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${tones[tone]}`}
    >
      <input
        type="radio"
        name={name}
        value={value}
        checked={checked}
        onChange={onChoose}
        className={`mt-1 size-3.5 shrink-0 outline-none ${tone === "danger" ? "accent-bad" : "accent-accent"}`}
      />
      <span>
        {label}
        {explanation ? <small className="block text-muted text-sm">{explanation}</small> : null}
      </span>
    </label>
  );
}
