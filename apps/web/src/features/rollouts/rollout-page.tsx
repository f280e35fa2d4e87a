import type { RolloutDetail, RolloutTarget } from "@catalog-deck/contract";
import { wordsForRolloutState } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Fragment, useCallback, useEffect, useMemo, useRef } from "react";
import { rolloutQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { useNow } from "../../lib/now.ts";
import { RecordFoot, RecordHead } from "../../shared/change-record.tsx";
import { LongText } from "../../shared/long-text.tsx";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { Notice } from "../../ui/notice.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { ActDialog } from "./act-dialog.tsx";
import { type ActOption, skipOption } from "./act-options.ts";
import { HoldDecisions } from "./hold-decisions.tsx";
import { RolloutHead, RolloutLines, RolloutProgress } from "./rollout-head.tsx";
import { RolloutLog } from "./rollout-log.tsx";
import { RolloutPlan } from "./rollout-plan.tsx";
import { useActs } from "./use-acts.ts";
import { Gate, WaveLane } from "./wave-lane.tsx";

const route = getRouteApi("/signed-in/rollouts/$rolloutId");

/** One rollout, live: where it stands, what can be done about it, its waves with every catalog, and its log. */
export function RolloutPage() {
  const connection = useConnection();
  const { rolloutId } = route.useParams();
  const query = useQuery(rolloutQuery(connection.id, rolloutId));
  const rollout = query.data;
  if (rollout === undefined && query.error instanceof ApiProblem && query.error.status === 404) {
    return <NotFound what="rollout" />;
  }
  return (
    <PageBody>
      <PageTitle>{rollout?.name ?? m.rollout()}</PageTitle>
      <nav aria-label={m.breadcrumb()} className="print:hidden">
        <Link to="/rollouts" search={{}} className="text-muted hover:text-text">
          {m.rollouts()}
        </Link>
      </nav>
      {rollout ? (
        <RolloutContent key={rollout.id} rollout={rollout} />
      ) : (
        <>
          <h1 className="sr-only">{m.rollout()}</h1>
          {query.error ? (
            <div className="mt-4">
              <ProblemState
                title={m.rollout_not_read()}
                error={query.error}
                busy={query.isFetching}
                onRetry={() => void query.refetch()}
              />
            </div>
          ) : (
            <RolloutSkeleton />
          )}
        </>
      )}
    </PageBody>
  );
}

function RolloutContent({ rollout }: { rollout: RolloutDetail }) {
  const now = useNow(60_000);
  const mayAct = useMayUpdate();
  const { asked, ask, act, busy, failure, refusal, doneVersion } = useActs(rollout.id);
  const heading = useRef<HTMLHeadingElement>(null);
  const decisions = useRef<HTMLHeadingElement>(null);
  const { version } = rollout;
  useEffect(() => {
    // What was done may have taken away the button that had the focus.
    const isAnswered = asked === null && (doneVersion === version || refusal !== undefined);
    if (isAnswered && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [doneVersion, version, asked, refusal]);
  const onAsk = useCallback(
    (option: ActOption, button: HTMLElement) => ask({ option, version, button }),
    [ask, version],
  );
  const onSkip = useCallback(
    (target: RolloutTarget, button: HTMLElement) => onAsk(skipOption(target), button),
    [onAsk],
  );
  const waves = useMemo(() => Map.groupBy(rollout.targets, ({ wave }) => wave), [rollout.targets]);
  const isPlan = rollout.startedAt === undefined && rollout.state === "scheduled";
  return (
    <div className="max-sm:pb-28">
      <RecordHead title={isPlan ? m.rollout_record_plan() : m.rollout_record()} id={rollout.id} />
      <RolloutHead
        rollout={rollout}
        heading={heading}
        busy={busy}
        onAct={(what) => act({ act: what }, { version })}
        onAsk={onAsk}
        onDecide={() => {
          decisions.current?.scrollIntoView({ block: "center" });
          decisions.current?.focus({ preventScroll: true });
        }}
      />
      <RolloutLines rollout={rollout} />
      <VisuallyHidden role="status">{turnInWords(rollout)}</VisuallyHidden>
      {refusal === undefined && (failure === undefined || asked !== null) ? null : (
        <Notice tone="warn" role="alert" title={m.act_not_done()} className="mt-4">
          <LongText>{refusal ?? failure ?? ""}</LongText>
        </Notice>
      )}
      {rollout.hold ? (
        <HoldDecisions rollout={rollout} hold={rollout.hold} now={now} ref={decisions} onAsk={onAsk} />
      ) : null}
      <RolloutProgress rollout={rollout} />
      <div className="mt-6 grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_22rem] print:grid-cols-1">
        <div>
          {rollout.waves.map((wave, place) => (
            <Fragment key={wave.number}>
              {place > 0 ? <Gate rollout={rollout} wave={wave} mayAct={mayAct} now={now} onAsk={onAsk} /> : null}
              <WaveLane
                rollout={rollout}
                wave={wave}
                targets={waves.get(wave.number) ?? []}
                mayAct={mayAct}
                now={now}
                onSkip={onSkip}
              />
            </Fragment>
          ))}
        </div>
        {/* On paper what was planned comes first, then how it went. */}
        <aside className="flex flex-col gap-6 print:[&>*:last-child]:order-first" aria-label={m.rollout_beside()}>
          <RolloutLog rollout={rollout} now={now} />
          <RolloutPlan rollout={rollout} />
        </aside>
      </div>
      <RecordFoot now={now} />
      {asked === null ? null : (
        <ActDialog
          asked={asked}
          busy={busy !== undefined}
          failure={failure}
          onAct={(body) => act(asked.option.acting, body)}
          onClose={() => ask(null)}
        />
      )}
    </div>
  );
}

/** For ears, that it has begun or goes on; holds, waves and ends are told by messages wherever one is. */
function turnInWords({ state }: RolloutDetail): string {
  return state === "scheduled" || state === "running" ? wordsForRolloutState(state).label : "";
}

function RolloutSkeleton() {
  return (
    <div role="status" aria-label={m.rollout_reading()}>
      <Skeleton className="mt-3 mb-3 h-6 w-60 max-w-full" />
      <Skeleton className="mb-5 h-9 w-80 max-w-full" />
      <Skeleton className="mb-6 h-30 rounded-card" />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_22rem]">
        <SkeletonRows rows={5} className="ml-9 max-sm:ml-8" />
        <SkeletonRows rows={6} />
      </div>
    </div>
  );
}
