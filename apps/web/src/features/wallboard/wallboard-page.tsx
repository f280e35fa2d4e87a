import type { Catalog, Rollout } from "@catalog-deck/contract";
import { shortText } from "@catalog-deck/domain";
import { queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { type PollState, serverPacedInterval } from "../../api/polling.ts";
import { rolloutsQuery } from "../../api/rollouts.ts";
import { sessionQuery } from "../../api/session.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { NextTry } from "../../shared/next-try.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { connectionOf } from "../../shared/signed-in.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { reloadOnNewVersion } from "./new-version.ts";
import { RolloutTile } from "./rollout-tile.tsx";
import { WallHead, WallNotice } from "./wall-head.tsx";
import { wallLayout, wallTiles } from "./wall-layout.ts";
import { WallTile } from "./wall-tile.tsx";

const signedOutMs = 60_000;
const sessionMs = 10 * 60_000;
const none: readonly Catalog[] = [];
const noRollouts: readonly Rollout[] = [];

const isSignedOut = (error: Error | null) => error instanceof ApiProblem && error.status === 401;

/** All catalogs on one screen that nobody touches: it fits by itself, and goes on by itself whatever happens. */
export function WallboardPage() {
  const { connectionId } = useRouter().options.context;
  const session = useQuery(wallSessionQuery());
  const connection = session.data && connectionOf(session.data, connectionId);
  const catalogs = useQuery({
    ...wallCatalogsQuery(connection?.id ?? ""),
    enabled: connection !== undefined,
    select: withoutAge,
  });
  useAwakeScreen();
  useEffect(() => reloadOnNewVersion(() => window.location.reload()), []);
  const signedOut = isSignedOut(session.error) || isSignedOut(catalogs.error);
  const items = catalogs.data?.items;
  const unreadable = catalogs.data?.unreadable ?? 0;
  const rollouts = useRolloutsUnderWay(connection?.id ?? "", items ?? none);
  return (
    <div className="flex h-dvh flex-col text-[length:max(13px,1.75vmin)] leading-[1.4]">
      <PageTitle>{m.wall_title()}</PageTitle>
      <WallHead name={connection?.name} catalogs={items ?? none} unreadable={unreadable} signedOut={signedOut} />
      <WallNotice signedOut={signedOut} missing={session.data !== undefined && connection === undefined} />
      <main className="flex min-h-0 flex-1 flex-col">
        {items === undefined ? (
          <Waiting error={signedOut ? null : (catalogs.error ?? session.error)} quiet={signedOut} />
        ) : items.length === 0 && unreadable === 0 ? (
          <Words title={m.wall_none()}>{m.wall_none_text()}</Words>
        ) : (
          <Tiles catalogs={items} rollouts={rollouts} />
        )}
      </main>
    </div>
  );
}

/** The rollouts that have begun and not ended; asked for only while catalogs stand in one. */
function useRolloutsUnderWay(connectionId: string, catalogs: readonly Catalog[]): readonly Rollout[] {
  const enabled = catalogs.some(({ rollout }) => rollout !== undefined);
  const { data } = useInfiniteQuery({
    ...rolloutsQuery(connectionId, ["running", "held"]),
    enabled,
    networkMode: "always",
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  return (enabled && data) || noRollouts;
}

function Tiles({ catalogs, rollouts }: { catalogs: readonly Catalog[]; rollouts: readonly Rollout[] }) {
  const surface = useRef<HTMLUListElement>(null);
  const { width, height } = useSurfaceSize(surface);
  const { large, small, more } = useMemo(() => wallTiles(catalogs), [catalogs]);
  const layout = useMemo(
    () => wallLayout({ width, height, large: rollouts.length + large.length, small: small.length }),
    [width, height, rollouts.length, large.length, small.length],
  );
  const { columns, rows, span, smallPx, largePx, roomy } = layout;
  return (
    <>
      <ul
        ref={surface}
        aria-label={m.wall_tiles()}
        className="m-[0.4em] grid min-h-0 flex-1 grid-flow-row-dense overflow-x-hidden overflow-y-auto"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          ...(rows === 0 ? { gridAutoRows: "max-content" } : { gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }),
        }}
      >
        {rollouts.map((rollout) => (
          <RolloutTile key={rollout.id} rollout={rollout} span={span} fontPx={largePx} />
        ))}
        {large.map((catalog) => (
          <WallTile key={catalog.id} catalog={catalog} span={span} fontPx={largePx} roomy={roomy || span === 2} />
        ))}
        {small.map((catalog) => (
          <WallTile key={catalog.id} catalog={catalog} span={1} fontPx={smallPx} roomy={roomy} />
        ))}
      </ul>
      {more.count > 0 ? (
        <p className="px-[0.9em] pb-[0.4em] text-muted">
          {more.other === 0 ? m.wall_more_active({ count: more.count }) : m.wall_more(more)}
        </p>
      ) : null}
    </>
  );
}

const places = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

function Waiting({ error, quiet }: { error: Error | null; quiet: boolean }) {
  if (error) {
    return (
      <Words title={m.wall_unread()}>
        {shortText(error.message)}{" "}
        {error instanceof ApiProblem && error.nextTryAt ? <NextTry at={error.nextTryAt} /> : m.wall_again()}
      </Words>
    );
  }
  if (quiet) return null;
  return (
    <div
      role="status"
      aria-label={m.wall_reading()}
      className="m-[0.4em] grid flex-1 grid-cols-[repeat(auto-fill,minmax(16em,1fr))] content-start"
    >
      {places.map((place) => (
        <div key={place} className="p-[0.25em]">
          <div className="flex h-[7em] flex-col justify-center gap-[0.5em] rounded-[0.6em] border border-hair bg-surface px-[0.8em]">
            <Skeleton className="h-[1.2em] w-3/5" />
            <Skeleton className="h-[0.9em] w-2/5" />
            <Skeleton className="h-[0.8em] w-1/2" />
          </div>
        </div>
      ))}
    </div>
  );
}

function Words(props: { title: string; children: ReactNode }) {
  return (
    <div className="m-auto max-w-[36em] p-[1em] text-center">
      <p className="font-semibold text-[1.5em]">{props.title}</p>
      <p className="text-muted">{props.children}</p>
    </div>
  );
}

/** Keeps the screen from going to sleep while the page is seen, where the browser can (Screen Wake Lock). */
function useAwakeScreen(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const ask = async () => {
      if (document.hidden || (lock && !lock.released)) return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (ended) await lock.release();
      } catch (error) {
        // A low battery or a policy: the screen then sleeps as its system says.
        console.warn("The screen may go to sleep", error);
      }
    };
    // The browser ends the lock whenever the page is hidden.
    document.addEventListener("visibilitychange", ask);
    void ask();
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}

interface SurfaceSize {
  width: number;
  height: number;
}

/** The inner size of an element in CSS pixels, live; the window's until it has been measured. */
function useSurfaceSize(element: RefObject<HTMLElement | null>): SurfaceSize {
  const [size, setSize] = useState<SurfaceSize>(() => ({ width: window.innerWidth, height: window.innerHeight }));
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = target;
      if (width === 0 || height === 0) return;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Slower and slower while it fails, and once a minute while nobody is signed in: a wall never gives up. */
function untilAnswered<Data>(state: PollState<Data>): number {
  return serverPacedInterval({ ...state, data: undefined }) || signedOutMs;
}

/** Whose screen it is and which connections it may show; asked again now and then, since someone else may sign in. */
function wallSessionQuery() {
  return queryOptions({
    ...sessionQuery(),
    networkMode: "always",
    refetchInterval: (query) => (query.state.error || !query.state.data ? untilAnswered(query.state) : sessionMs),
  });
}

/** The catalogs, asked for as long as the page is open. Also where the browser believes to be offline: it may be wrong. */
function wallCatalogsQuery(connectionId: string) {
  return queryOptions({
    ...catalogsQuery(connectionId),
    networkMode: "always",
    refetchInterval: (query) =>
      query.state.error ? untilAnswered(query.state) : serverPacedInterval(query.state) || signedOutMs,
  });
}
