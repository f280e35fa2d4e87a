import { Fragment, type ReactNode } from "react";

/** A message in parts, as its function's `parts` gives them. */
type Part =
  | { type: "text"; value: string }
  | { type: "markup-start" | "markup-end" | "markup-standalone"; name: string };

/** A message whose `{#b}…{/b}` stands out. Other markup is left away and its text kept. */
export function MarkedText({ parts }: { parts: readonly Part[] }) {
  let bold = false;
  const pieces: ReactNode[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.type === "text") {
      const piece = bold ? <b className="font-semibold">{part.value}</b> : part.value;
      pieces.push(<Fragment key={index}>{piece}</Fragment>);
    } else if (part.name === "b") bold = part.type === "markup-start";
  }
  return pieces;
}
