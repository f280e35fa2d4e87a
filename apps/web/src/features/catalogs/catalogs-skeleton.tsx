import { Skeleton } from "../../ui/skeleton.tsx";

const cards = ["a", "b", "c", "d", "e", "f", "g", "h"];
const box = "rounded-card border border-hair bg-surface shadow-card";

/** The list's shape while it is on its way: cards as calm as those that come, or a table's rows. */
export function CatalogsSkeleton({ asTable }: { asTable?: boolean }) {
  if (asTable) {
    return (
      <div aria-hidden="true" className={`overflow-hidden ${box}`}>
        <div className="h-9 border-b border-hair bg-sunken" />
        {cards.map((row) => (
          <div key={row} className="flex h-10.75 items-center gap-8 border-b border-hair px-3 last:border-b-0">
            <Skeleton className="h-4 w-36" />
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-4 w-40 max-sm:hidden" />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div aria-hidden="true">
      <div className="pt-2 pb-2">
        <Skeleton className="h-5 w-32" />
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3">
        {cards.map((card) => (
          <div key={card} className={`flex h-43 flex-col gap-2 px-4 pt-3.5 pb-3 ${box}`}>
            <div className="flex justify-between">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="h-4 w-16" />
            </div>
            <Skeleton className="h-4 w-56 max-w-full" />
            <Skeleton className="h-4 w-44" />
            <Skeleton className="mt-auto ml-auto h-7.5 w-26" />
          </div>
        ))}
      </div>
    </div>
  );
}
