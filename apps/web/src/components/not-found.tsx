import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { buttonClasses } from "../ui/button-classes.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageTitle } from "./page-title.tsx";

type Thing = "page" | "catalog" | "image" | "update";

/** Where to go from an address that leads to nothing, and why it may lead there. */
const ways = {
  page: { to: "/catalogs", name: "catalogs", why: "The address is incomplete or out of date." },
  catalog: {
    to: "/catalogs",
    name: "catalogs",
    why: "It may have been deleted in Citrix Cloud, or the address is incomplete.",
  },
  image: {
    to: "/images",
    name: "images",
    why: "It may have been deleted in Citrix Cloud, or the address is incomplete.",
  },
  update: {
    to: "/updates",
    name: "updates",
    why: "The address is incomplete, or the update belongs to another connection.",
  },
} as const satisfies Record<Thing, { to: string; name: string; why: string }>;

/** What stands where an address leads to nothing (any more). */
export function NotFound({ what = "page" }: { what?: Thing }) {
  const { to, name, why } = ways[what];
  return (
    <div className="mx-auto max-w-xl p-6">
      <PageTitle>Not found</PageTitle>
      <EmptyState
        headingLevel={1}
        icon={<SearchX aria-hidden="true" />}
        title={`This ${what} does not exist`}
        actions={
          <Link to={to} search={{}} className={buttonClasses()}>
            Go to {name}
          </Link>
        }
      >
        {why}
      </EmptyState>
    </div>
  );
}
