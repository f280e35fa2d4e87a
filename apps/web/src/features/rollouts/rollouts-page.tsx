import type { Rollout } from "@catalog-deck/contract";
import { wordsForRolloutState } from "@catalog-deck/domain";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { rolloutsQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { RolloutStrip } from "../../shared/rollout-strip.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { statesOfRollouts } from "./rollouts-search.ts";

const route = getRouteApi("/signed-in/rollouts");

/** Every rollout: those that go on first, then those that have ended, the newest first. */
export function RolloutsPage() {
  const connection = useConnection();
  const { open, ended } = statesOfRollouts(route.useSearch());
  const lists = [
    useInfiniteQuery({ ...rolloutsQuery(connection.id, open), enabled: open.length > 0 }),
    useInfiniteQuery({ ...rolloutsQuery(connection.id, ended), enabled: ended.length > 0 }),
  ];
  const failed = lists.find(({ error, data }) => error !== null && data === undefined);
  return (
    <PageBody>
      <PageTitle>{m.rollouts()}</PageTitle>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">{m.rollouts()}</h1>
      {failed?.error ? (
        <ProblemState
          title={m.rollouts_not_read()}
          error={failed.error}
          busy={failed.isFetching}
          onRetry={() => void failed.refetch()}
        />
      ) : lists.some(({ isLoading }) => isLoading) ? (
        <div role="status" aria-label={m.rollouts_reading()}>
          <SkeletonRows head rows={7} />
        </div>
      ) : (
        <ul>
          {lists
            .flatMap(({ data }) => data?.pages ?? [])
            .flatMap(({ items }) => items)
            .map((rollout) => (
              <RolloutRow key={rollout.id} rollout={rollout} />
            ))}
        </ul>
      )}
    </PageBody>
  );
}

function RolloutRow({ rollout }: { rollout: Rollout }) {
  return (
    <li className="flex flex-col gap-1 border-b border-hair py-3">
      <div className="flex items-baseline gap-3">
        <Link to="/rollouts/$rolloutId" params={{ rolloutId: rollout.id }} className="font-semibold">
          {rollout.name}
        </Link>
        <StateLabel words={wordsForRolloutState(rollout.state, rollout.hold)} />
      </div>
      <RolloutStrip cells={rollout.cells} counts={rollout.counts} />
    </li>
  );
}
