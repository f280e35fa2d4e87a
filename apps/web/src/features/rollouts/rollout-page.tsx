import { wordsForRolloutState } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { rolloutQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { RolloutStrip } from "../../shared/rollout-strip.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/rollouts/$rolloutId");

/** One rollout, live. */
export function RolloutPage() {
  const connection = useConnection();
  const { rolloutId } = route.useParams();
  const query = useQuery(rolloutQuery(connection.id, rolloutId));
  const rollout = query.data;
  return (
    <PageBody>
      <PageTitle>{rollout?.name ?? m.rollouts()}</PageTitle>
      {rollout ? (
        <>
          <h1 className="mb-4 flex items-baseline gap-3 text-xl font-semibold tracking-tight">
            {rollout.name}
            <StateLabel words={wordsForRolloutState(rollout.state, rollout.hold)} />
          </h1>
          <RolloutStrip cells={rollout.cells} counts={rollout.counts} />
        </>
      ) : query.error ? (
        <ProblemState
          title={m.rollout_not_read()}
          error={query.error}
          busy={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <div role="status" aria-label={m.rollout_reading()}>
          <SkeletonRows rows={7} />
        </div>
      )}
    </PageBody>
  );
}
