import { lazy, Suspense } from "react";
import { loadChunk } from "../lib/chunks.ts";

const NotFound = lazy(async () => ({ default: (await loadChunk(() => import("../shared/not-found.tsx"))).NotFound }));
const NoConnection = lazy(async () => ({
  default: (await loadChunk(() => import("./no-connection.tsx"))).NoConnection,
}));

/** What stands where an address leads to nothing, or to no connection; it loads only then. */
export function NothingThere({ connection }: { connection?: boolean }) {
  return <Suspense>{connection ? <NoConnection /> : <NotFound />}</Suspense>;
}
