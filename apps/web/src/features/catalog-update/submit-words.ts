import * as m from "../../i18n/messages.js";

/** The button that sends: what it says, and its tone. `vdaUpdateDelay` in minutes; null while it cannot be read. */
export function submitWords({ isRollBack, vdaUpdateDelay }: { isRollBack: boolean; vdaUpdateDelay: number | null }): {
  label: string;
  variant: "primary" | "danger";
} {
  if (vdaUpdateDelay === 0) {
    return { label: isRollBack ? m.rollback_submit_now() : m.submit_now(), variant: "danger" };
  }
  return { label: isRollBack ? m.rollback_submit() : m.submit_update(), variant: "primary" };
}
