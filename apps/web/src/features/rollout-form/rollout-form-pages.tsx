import type { Catalog, Image, Rollout, RolloutDetail } from "@catalog-deck/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { imagesQuery } from "../../api/images.ts";
import { changeRolloutPlan, planRollout } from "../../api/rollout-plans.ts";
import { rolloutQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { serverNowMs } from "../../lib/now.ts";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useSelection } from "../../shared/selection/selection.ts";
import { useConnection, useMayUpdate, useSession } from "../../shared/signed-in.ts";
import { type StartOutcome, startOutcomeOf } from "../../shared/update-form/use-submission.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { planAgain, planChange, planRollback } from "./plan-of-rollout.ts";
import { openedPlan, type PlannedCatalog, type PlanState } from "./plan-state.ts";
import { RolloutForm, type RolloutFormProps } from "./rollout-form.tsx";

const newRoute = getRouteApi("/signed-in/rollouts/new");
const changeRoute = getRouteApi("/signed-in/rollouts/$rolloutId/change");

/** Plans a rollout: of the selected catalogs, or once more, or back, as the address says. */
export function NewRolloutPage() {
  const { image, again, rollbackOf } = newRoute.useSearch();
  const from = rollbackOf ?? again;
  const title = rollbackOf === undefined ? m.update_image() : m.rollback_title();
  return (
    <FormPage title={title} rolloutId={from}>
      {(read) => (
        <NewPlan key={from ?? "new"} {...read} title={title} image={image ?? null} isBack={rollbackOf !== undefined} />
      )}
    </FormPage>
  );
}

/** Gives a rollout that has not begun another plan. */
export function ChangeRolloutPage() {
  const { rolloutId } = changeRoute.useParams();
  return (
    <FormPage title={m.plan_change_title()} rolloutId={rolloutId}>
      {(read) => (read.rollout === undefined ? null : <ChangedPlan {...read} rollout={read.rollout} />)}
    </FormPage>
  );
}

/** What a form is made from. */
interface ReadForForm {
  catalogs: readonly Catalog[];
  images: readonly Image[];
  staleData: boolean;
  rollout: RolloutDetail | undefined;
}

/** The page around a form: what is read for it, and what shows until then or instead. */
function FormPage(props: { title: string; rolloutId: string | undefined; children: (read: ReadForForm) => ReactNode }) {
  const { title, rolloutId } = props;
  return (
    <PageBody>
      <PageTitle>{title}</PageTitle>
      <nav aria-label={m.breadcrumb()} className="print:hidden">
        {rolloutId === undefined ? (
          <Link to="/catalogs" className="text-muted hover:text-text">
            {m.catalogs()}
          </Link>
        ) : (
          <Link to="/rollouts" search={{}} className="text-muted hover:text-text">
            {m.rollouts()}
          </Link>
        )}
      </nav>
      {useMayUpdate() ? (
        <ReadForm {...props} />
      ) : (
        <>
          <h1 className="mb-4 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
          <Notice tone="info" title={m.update_needs_admin()}>
            {m.update_look_only()}
          </Notice>
        </>
      )}
    </PageBody>
  );
}

function ReadForm({ title, rolloutId, children }: Parameters<typeof FormPage>[0]) {
  const connection = useConnection();
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: withoutAge });
  const images = useQuery({ ...imagesQuery(connection.id), select: withoutAge });
  const rollout = useQuery({ ...rolloutQuery(connection.id, rolloutId ?? ""), enabled: rolloutId !== undefined });
  const isRead = rolloutId === undefined || rollout.data !== undefined;
  if (catalogs.data && images.data && isRead) {
    return children({
      catalogs: catalogs.data.items,
      images: images.data.items,
      staleData: catalogs.data.stale || images.data.stale,
      rollout: rollout.data,
    });
  }
  const error = rollout.error ?? catalogs.error ?? images.error;
  if (rollout.error instanceof ApiProblem && rollout.error.status === 404) return <NotFound what="rollout" />;
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
      {error ? (
        <ProblemState
          title={m.form_not_loaded()}
          error={error}
          busy={[catalogs, images, rollout].some(({ isFetching }) => isFetching)}
          onRetry={() => {
            for (const read of [catalogs, images]) void read.refetch();
            if (rolloutId !== undefined) void rollout.refetch();
          }}
        />
      ) : (
        <div
          role="status"
          aria-label={m.loading_form()}
          className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]"
        >
          <SkeletonRows rows={12} />
          <SkeletonRows rows={6} />
        </div>
      )}
    </>
  );
}

type OwnProps = "start" | "owner" | "opened" | "takeUp" | "title" | "rollbackOf" | "changes" | "onTakeOut" | "addLink";

function NewPlan(props: ReadForForm & { title: string; image: string | null; isBack: boolean }) {
  const { title, image, isBack, rollout, catalogs } = props;
  const client = useQueryClient();
  const connection = useConnection();
  const selection = useSelection();
  const [opened] = useState(() => {
    const now = new Date(serverNowMs());
    const inUse = inUseIn(catalogs);
    const selected = selection.ids();
    const planned = catalogs
      .filter(({ id }) => selected.has(id))
      .sort((a, b) => byName.compare(a.name, b.name))
      .map(({ id, imageId }) => ({ id, seenImageId: imageId ?? null }));
    if (rollout === undefined) return openedPlan(planned, image, now);
    return isBack ? planRollback(rollout, inUse, now) : planAgain(rollout, image, inUse, now);
  });
  const takeUp = useCallback(
    (draft: PlanState): PlanState => ({
      ...draft,
      ...(image === null || image === draft.imageId ? {} : { imageId: image, acknowledged: [] }),
      ...(rollout === undefined ? { catalogs: takenUp(draft.catalogs, opened.catalogs) } : {}),
    }),
    [image, rollout, opened],
  );
  if (opened.catalogs.length === 0) return <NothingChosen title={title} isSelection={rollout === undefined} />;
  return (
    <PlannedForm
      {...props}
      about={rollout === undefined ? "new" : `${isBack ? "back" : "again"} ${rollout.id}`}
      opened={opened}
      takeUp={takeUp}
      rollbackOf={isBack ? rollout?.id : undefined}
      start={(body, idempotencyKey) =>
        startOutcomeOf(planRollout(client, { connectionId: connection.id, idempotencyKey, body }))
      }
      onStarted={() => {
        if (rollout === undefined) selection.set([]);
      }}
      {...(rollout === undefined
        ? {
            onTakeOut: (catalogId: string) => selection.set([...selection.ids()].filter((id) => id !== catalogId)),
            addLink: (
              <Link to="/catalogs" className="font-normal text-accent hover:underline">
                {m.plan_add_catalogs()}
              </Link>
            ),
          }
        : {})}
    />
  );
}

function ChangedPlan(props: ReadForForm & { rollout: RolloutDetail }) {
  const client = useQueryClient();
  const connection = useConnection();
  // Later answers do not reset the form; the version stays the one that its plan was made from.
  const [rollout] = useState(props.rollout);
  const [opened] = useState(() => planChange(rollout, new Date(serverNowMs())));
  if (props.rollout.startedAt !== undefined) {
    return (
      <Notice tone="info" title={m.plan_refused_begun()}>
        <Link
          to="/rollouts/$rolloutId"
          params={{ rolloutId: rollout.id }}
          className="font-medium text-accent underline underline-offset-2"
        >
          {m.plan_look_at_rollout()}
        </Link>
      </Notice>
    );
  }
  return (
    <PlannedForm
      {...props}
      title={m.plan_change_title()}
      about={`change ${rollout.id} ${rollout.version}`}
      opened={opened}
      takeUp={same}
      rollbackOf={rollout.rollbackOf}
      changes={rollout.id}
      start={(body) =>
        startOutcomeOf(
          changeRolloutPlan(client, {
            connectionId: connection.id,
            rolloutId: rollout.id,
            version: rollout.version,
            body,
          }),
        )
      }
      onStarted={() => {}}
    />
  );
}

const same = (draft: PlanState) => draft;

type PlannedFormProps = ReadForForm &
  Pick<RolloutFormProps, Exclude<OwnProps, "owner">> & { about: string; onStarted: () => void };

function PlannedForm({ about, rollout, catalogs, onStarted, ...form }: PlannedFormProps) {
  const connection = useConnection();
  const { user } = useSession();
  const navigate = useNavigate();
  const owner = useMemo(
    () => ({ personId: user.id, connectionId: connection.id, about }),
    [user.id, connection.id, about],
  );
  const byId = useMemo(() => new Map(catalogs.map((catalog) => [catalog.id, catalog])), [catalogs]);
  const nameOf = useCallback(
    (id: string) => rollout?.targets.find(({ catalogId }) => catalogId === id)?.catalogName ?? id,
    [rollout],
  );
  // With the image in the address, a reload and a link open the form with it.
  const onPick = useCallback(
    (image: string) => {
      if (form.changes === undefined) {
        void navigate({
          to: ".",
          search: (old) => ({ ...old, image }),
          replace: true,
          state: true,
          resetScroll: false,
        });
      }
    },
    [navigate, form.changes],
  );
  const onOutcome = (outcome: StartOutcome<Rollout>) => {
    if (outcome.kind !== "started") return;
    onStarted();
    void navigate({ to: "/rollouts/$rolloutId", params: { rolloutId: outcome.started.id }, search: {}, replace: true });
  };
  return <RolloutForm {...form} owner={owner} catalogs={byId} nameOf={nameOf} onPick={onPick} onOutcome={onOutcome} />;
}

// A fixed language: the order must not depend on the machine that sorts.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function inUseIn(catalogs: readonly Catalog[]): (catalogId: string) => string | null {
  const byId = new Map(catalogs.map(({ id, imageId }) => [id, imageId ?? null]));
  return (catalogId) => byId.get(catalogId) ?? null;
}

/** The catalogs of a draft that are still selected, as they stood in it, and then those selected since. */
function takenUp(drafted: readonly PlannedCatalog[], selected: readonly PlannedCatalog[]): PlannedCatalog[] {
  const ids = new Set(selected.map(({ id }) => id));
  const known = new Set(drafted.map(({ id }) => id));
  return [...drafted.filter(({ id }) => ids.has(id)), ...selected.filter(({ id }) => !known.has(id))];
}

function NothingChosen({ title, isSelection }: { title: string; isSelection: boolean }) {
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
      <EmptyState
        icon={<ListChecks aria-hidden="true" />}
        title={isSelection ? m.plan_nothing_selected() : m.plan_nothing_to_take_back()}
        actions={
          <Link to="/catalogs" className={buttonClasses("primary")}>
            {m.plan_go_select()}
          </Link>
        }
      >
        {isSelection ? m.plan_nothing_selected_next() : null}
      </EmptyState>
    </>
  );
}
