import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { catalogsQuery } from "../api/catalogs.ts";
import { stoppedStartsOf } from "../api/start-nothing.ts";
import { lazyChunk } from "../lib/chunks.ts";
import { useConnection } from "../shared/signed-in.ts";

const StartNothingBanner = lazyChunk(() => import("./start-nothing-banner.tsx"), "StartNothingBanner");

/** Says above every page that nothing may begin on its connection, while that is so. */
export function StartNothingNotice() {
  const connection = useConnection();
  const { data: stopped } = useQuery({ ...catalogsQuery(connection.id), select: stoppedStartsOf });
  return (
    <div role="status" className="print:hidden">
      {stopped ? (
        <Suspense>
          <StartNothingBanner stopped={stopped} />
        </Suspense>
      ) : null}
    </div>
  );
}
