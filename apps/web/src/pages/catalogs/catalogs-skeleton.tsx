import * as m from "../../i18n/messages.js";
import { Skeleton } from "../../ui/skeleton.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";

const cards = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The page's shape while the first list is on its way. */
export function CatalogsSkeleton() {
  return (
    <div>
      <VisuallyHidden role="status">{m.loading_catalogs()}</VisuallyHidden>
      <Skeleton className="h-18.5 rounded-card! max-md:h-34" />
      <Skeleton className="my-4 h-8 max-w-105" />
      <Skeleton className="mb-2 h-5 w-32" />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3">
        {cards.map((card) => (
          <Skeleton key={card} className="h-43 rounded-card!" />
        ))}
      </div>
    </div>
  );
}
