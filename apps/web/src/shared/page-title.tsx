import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/session.ts";
import { useTabWords } from "../lib/browser.ts";

/** The tab's title: what is going on, the page, the connection's name where someone is signed in, and the product. Renders nothing else. */
export function PageTitle({ children }: { children: string }) {
  const { data: session } = useQuery({ ...sessionQuery(), enabled: false });
  const tabWords = useTabWords();
  const connection = session?.connections.find((one) =>
    `${window.location.pathname}/`.startsWith(`/c/${encodeURIComponent(one.id)}/`),
  );
  const name = (connection ?? session?.connections[0])?.name;
  return <title>{[tabWords, children, name, "Catalog Deck"].filter(Boolean).join(" · ")}</title>;
}
