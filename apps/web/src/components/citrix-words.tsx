import type { ReactNode } from "react";

/** What Citrix itself says: in English whatever the page's language, and read aloud as such. */
export function CitrixWords({ children }: { children: ReactNode }) {
  return <span lang="en">{children}</span>;
}
