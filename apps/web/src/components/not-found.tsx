import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { buttonClasses } from "../ui/button-classes.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageTitle } from "./page-title.tsx";

/** What stands where an address leads to nothing (any more). `what` names the thing: "catalog", "image". */
export function NotFound({ what = "page" }: { what?: string }) {
  return (
    <div className="mx-auto max-w-xl p-6">
      <PageTitle>Not found</PageTitle>
      <EmptyState
        headingLevel={1}
        icon={<SearchX aria-hidden="true" />}
        title={`This ${what} does not exist`}
        actions={
          <Link to="/catalogs" className={buttonClasses()}>
            Go to catalogs
          </Link>
        }
      >
        It may have been deleted in Citrix Cloud, or the address is incomplete.
      </EmptyState>
    </div>
  );
}
