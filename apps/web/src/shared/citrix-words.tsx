import { LongText } from "./long-text.tsx";

/** What Citrix itself says: in English whatever the page's language, and read aloud as such; shortened where it is long. */
export function CitrixWords({ children }: { children: string }) {
  return <LongText lang="en">{children}</LongText>;
}
