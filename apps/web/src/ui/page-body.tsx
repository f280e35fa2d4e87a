import type { ReactNode } from "react";

/** The column that a page stands in, with the product's margins. */
export function PageBody({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-360 px-6 py-6 max-sm:px-3 max-sm:py-4 print:p-0">{children}</div>;
}
