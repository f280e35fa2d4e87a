/** How a state is shown: a short label for a card, the tone (its colour) and the icon, never colour alone. */
export interface StateWords {
  label: string;
  tone: "bad" | "warn" | "info" | "quiet";
  icon: "error" | "warning" | "updating" | "input" | "active" | "unknown" | "waiting" | "held" | "stopped";
}
