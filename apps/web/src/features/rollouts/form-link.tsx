import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

// A form of its own belongs to these addresses, in a chunk of its own.
const newRollout: string = "/rollouts/new";
const changedRollout: string = "/rollouts/$rolloutId/change";

/** The way to the form: filled with this rollout's plan once more, with the way back from it, or to change it. */
export function FormLink(props: {
  rolloutId: string;
  fill: "again" | "rollbackOf" | "change";
  className: string;
  children: ReactNode;
}) {
  const { rolloutId, fill, ...rest } = props;
  return fill === "change" ? (
    <Link {...rest} to={changedRollout} params={{ rolloutId }} />
  ) : (
    <Link {...rest} to={newRollout} search={{ [fill]: rolloutId }} />
  );
}
