import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Suspense } from "react";
import * as m from "../i18n/messages.js";
import { lazyChunk } from "../lib/chunks.ts";
import { ApiProblem } from "../lib/http.ts";
import { PageTitle } from "../shared/page-title.tsx";
import { ProblemState } from "../shared/problem-state.tsx";

/** What stands where a page could not be shown at all. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (error instanceof ApiProblem && error.status === 404) return <NothingThere />;
  return (
    <div className="mx-auto max-w-xl p-6">
      <PageTitle>{m.problem()}</PageTitle>
      <ProblemState
        headingLevel={1}
        title={m.page_not_shown()}
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}

const NotFound = lazyChunk(() => import("../shared/not-found.tsx"), "NotFound");
const NoConnection = lazyChunk(() => import("./no-connection.tsx"), "NoConnection");

/** What stands where an address leads to nothing, or to no connection; it loads only then. */
export function NothingThere({ connection }: { connection?: boolean }) {
  return <Suspense>{connection ? <NoConnection /> : <NotFound />}</Suspense>;
}
