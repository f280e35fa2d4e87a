import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** The way to the form: filled with this rollout's plan once more, with the way back from it, or to change it. */
export function FormLink(props: {
  rolloutId: string;
  fill: "again" | "rollbackOf" | "change";
  className: string;
  children: ReactNode;
}) {
  const { rolloutId, fill, ...rest } = props;
  return fill === "change" ? (
    <Link {...rest} to="/rollouts/$rolloutId/change" params={{ rolloutId }} />
  ) : (
    <Link {...rest} to="/rollouts/new" search={{ [fill]: rolloutId }} />
  );
}
