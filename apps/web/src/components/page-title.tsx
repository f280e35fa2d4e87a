import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/session.ts";

/** The tab's title: the page, the connection's name where somebody is signed in, and the product. Renders nothing else. */
export function PageTitle({ children }: { children: string }) {
  const { data: session } = useQuery({ ...sessionQuery(), enabled: false });
  const connection = session?.connections.find((one) =>
    `${window.location.pathname}/`.startsWith(`/c/${encodeURIComponent(one.id)}/`),
  );
  const place = (connection ?? session?.connections[0])?.name;
  return <title>{[children, place, "Catalog Deck"].filter(Boolean).join(" · ")}</title>;
}
