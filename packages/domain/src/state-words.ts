/** How a state is shown: a short label for a card, the tone (its color) and the icon, never color alone. */
export interface StateWords {
  label: string;
  tone: "bad" | "warn" | "info" | "quiet";
  icon: "error" | "warning" | "updating" | "input" | "active" | "unknown" | "waiting" | "held" | "stopped";
}
