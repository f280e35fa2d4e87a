import type { Catalog } from "@catalog-deck/contract";
import { ageInWords, classOfCatalog, shortText } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { LogOut, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { usePageFreshness } from "../../api/freshness.ts";
import * as m from "../../i18n/messages.js";
import { useOnline } from "../../lib/browser.ts";
import { here, numberInWords, timeWithOffset } from "../../lib/formatting.ts";
import { serverNowMs, useNow } from "../../lib/now.ts";
import { freshnessWords } from "../../shared/freshness-words.tsx";
import { NextTry } from "../../shared/next-try.tsx";
import { classNames } from "../../ui/classes.ts";

/** Data older than this is loud even when nothing has said that it is: someone may look once an hour. */
const loudAfterMs = 3 * 60_000;

const time = new Intl.DateTimeFormat(here.locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(here.locale, { weekday: "short", day: "numeric", month: "short" });

/** Whose catalogs they are, how they stand, how old that is, and the time. */
export function WallHead(props: {
  name: string | undefined;
  catalogs: readonly Catalog[];
  unreadable: number;
  signedOut: boolean;
}) {
  const { name, catalogs, unreadable, signedOut } = props;
  const count = (wanted: string) => catalogs.filter((catalog) => classOfCatalog(catalog) === wanted).length;
  return (
    <header className="flex flex-wrap items-center gap-x-[1.2em] px-[0.7em] pt-[0.5em]">
      <h1 className="font-semibold text-[1.3em]">{name ?? m.wall_title()}</h1>
      {catalogs.length > 0 ? (
        <p className="text-muted">
          {m.wall_counts({
            attention: count("needsAttention"),
            updating: count("updating"),
            count: numberInWords(catalogs.length),
          })}
        </p>
      ) : null}
      {unreadable > 0 ? (
        <p className="font-semibold text-warn">{m.catalogs_unreadable({ count: unreadable })}</p>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center justify-end gap-x-[1.2em]">
        <DataAge signedOut={signedOut} />
        <Clock />
      </div>
    </header>
  );
}

function DataAge({ signedOut }: { signedOut: boolean }) {
  const freshness = usePageFreshness();
  const online = useOnline();
  const now = useNow();
  if (freshness.fetchedAt === undefined) return <span className="text-muted">{m.wall_no_data()}</span>;
  const ageMs = now.getTime() - Date.parse(freshness.fetchedAt);
  const isLoud = signedOut || freshness.stale || freshness.failure !== undefined || !online || ageMs > loudAfterMs;
  const age = ageInWords(ageMs);
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-[0.4em] whitespace-nowrap",
        isLoud
          ? "rounded-[0.4em] border-[max(2px,0.1em)] border-warn bg-warn-tint px-[0.6em] py-[0.1em] font-semibold text-[1.3em] text-warn"
          : "text-muted",
      )}
    >
      {isLoud ? <TriangleAlert aria-hidden="true" className="size-[1em]" /> : null}
      {isLoud ? m.wall_old({ age }) : m.wall_updated({ age })}
    </span>
  );
}

function Clock() {
  const now = useNow();
  return (
    <time dateTime={now.toISOString()} className="whitespace-nowrap">
      <span className="text-muted max-sm:hidden">{day.format(now)}</span>{" "}
      <b className="font-semibold text-[1.5em]">{timeWithOffset(time, now)}</b>
    </time>
  );
}

/** Why the data is old, in a band across the screen; nothing while it is fresh. */
export function WallNotice({ signedOut, missing }: { signedOut: boolean; missing: boolean }) {
  const online = useOnline();
  const freshness = usePageFreshness({ ageWhileFresh: !online });
  const words = freshnessWords(freshness, online, new Date(serverNowMs()));
  return (
    <div role="status">
      {signedOut ? (
        <Band icon={<LogOut aria-hidden="true" />} title={m.wall_signed_out()}>
          {m.wall_signed_out_text()}{" "}
          <Link
            reloadDocument
            to="/sign-in"
            search={{ next: "/wallboard" }}
            className="font-semibold text-accent underline"
          >
            {m.wall_sign_in()}
          </Link>
        </Band>
      ) : missing ? (
        <Band icon={<TriangleAlert aria-hidden="true" />} title={m.wall_no_connection()}>
          {m.wall_again()}
        </Band>
      ) : words ? (
        <Band icon={words.icon} title={shortText(words.title)}>
          {shortText(words.text)} {words.nextTryAt ? <NextTry at={words.nextTryAt} /> : null}
        </Band>
      ) : null}
    </div>
  );
}

function Band(props: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="mx-[0.7em] mt-[0.4em] flex flex-wrap items-center gap-x-[0.7em] rounded-[0.5em] border-[max(2px,0.1em)] border-warn bg-warn-tint px-[0.8em] py-[0.35em] [&>svg]:size-[1.3em] [&>svg]:text-warn">
      {props.icon}
      <b className="font-semibold text-[1.15em] wrap-anywhere">{props.title}</b>
      <span className="wrap-anywhere">{props.children}</span>
    </div>
  );
}
