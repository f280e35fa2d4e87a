import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import * as m from "../i18n/messages.js";
import { buttonClasses } from "../ui/classes.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageTitle } from "./page-title.tsx";

type Thing = "page" | "catalog" | "image" | "rollout" | "update";

/** Where to go from an address that leads to nothing, and why it may lead there. */
const ways = {
  page: { to: "/catalogs", title: m.page_missing(), go: m.go_to_catalogs(), why: m.not_found_address() },
  catalog: {
    to: "/catalogs",
    title: m.catalog_missing(),
    go: m.go_to_catalogs(),
    why: m.not_found_deleted(),
  },
  image: {
    to: "/images",
    title: m.image_missing(),
    go: m.go_to_images(),
    why: m.not_found_deleted(),
  },
  rollout: {
    to: "/rollouts",
    title: m.rollout_missing(),
    go: m.go_to_rollouts(),
    why: m.not_found_rollout_why(),
  },
  update: {
    to: "/updates",
    title: m.update_missing(),
    go: m.go_to_updates(),
    why: m.not_found_update_why(),
  },
} as const satisfies Record<Thing, { to: string; title: string; go: string; why: string }>;

/** What stands where an address leads to nothing (any more). */
export function NotFound({ what = "page" }: { what?: Thing }) {
  const { to, title, go, why } = ways[what];
  return (
    <div className="mx-auto max-w-xl p-6">
      <PageTitle>{m.not_found()}</PageTitle>
      <EmptyState
        headingLevel={1}
        icon={<SearchX aria-hidden="true" />}
        title={title}
        actions={
          <Link to={to} search={{}} className={buttonClasses()}>
            {go}
          </Link>
        }
      >
        {why}
      </EmptyState>
    </div>
  );
}
