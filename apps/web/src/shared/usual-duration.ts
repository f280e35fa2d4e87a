import type { ImageUpdate, UsualDuration } from "@catalog-deck/contract";
import { restartPaceOf } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { catalogsQuery } from "../api/catalogs.ts";
import { itemsOf } from "../api/freshness.ts";
import { updateDurationsQuery } from "../api/image-updates.ts";
import { useConnection } from "./signed-in.ts";

/** How long updates like this one have taken before; undefined until it is known, and where fewer than three are. */
export function useUsualDuration(update: Pick<ImageUpdate, "catalogId" | "vdaUpdateDelay">): UsualDuration | undefined {
  const connection = useConnection();
  const { data } = useQuery(updateDurationsQuery(connection.id, update.catalogId));
  const pace = restartPaceOf(update.vdaUpdateDelay);
  return data?.items.find((item) => item.pace === pace);
}

/** The same of an update that has not ended, as the list of catalogs has it: for pages with many, which read that list anyway. */
export function useListedUsualDuration({ id }: Pick<ImageUpdate, "id">): UsualDuration | undefined {
  const connection = useConnection();
  const { data } = useQuery({
    ...catalogsQuery(connection.id),
    select: (list) => itemsOf(list).find(({ activeUpdate }) => activeUpdate?.id === id)?.usualDuration,
  });
  return data;
}
