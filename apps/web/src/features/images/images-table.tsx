import type { Image } from "@catalog-deck/contract";
import { ageInWords, wordsForImageState } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { dateInWords, dateTimeInWords } from "../../lib/formatting.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { classNames } from "../../ui/classes.ts";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { ImageJob } from "./image-job.tsx";
import { dateOf, groupOf, groupsOf, sessionKindOf, sortOf, systemOf } from "./image-list.ts";
import type { ImageGroup, ImageSort, ImageSortColumn } from "./images-search.ts";

const groupTitles = {
  inUseButUnfit: {
    title: m.needs_attention(),
    note: m.group_unfit(),
  },
  ready: { title: m.image_filter_ready(), note: m.group_newest() },
  inPreparation: { title: m.in_preparation(), note: m.group_not_yet() },
  retired: { title: m.group_retired(), note: m.group_unused() },
} satisfies Record<ImageGroup, { title: string; note: string }>;

interface ImagesTableProps {
  images: readonly Image[];
  sort: ImageSort | undefined;
  now: Date;
  onSort: (column: ImageSortColumn) => void;
}

/** The images as rows: in groups, or as one list when a column sorts it. On a phone the facts stand under the name. */
export function ImagesTable({ images, sort, now, onSort }: ImagesTableProps) {
  const groups = sort === undefined ? groupsOf(images) : [{ group: null, images }];
  const head = { sort, onSort };
  return (
    <TableFrame>
      <Table>
        <thead>
          <tr>
            <SortCell {...head} column="name" label={m.column_image()} />
            <SortCell {...head} column="state" label={m.column_state()} className="max-sm:hidden" />
            <SortCell {...head} column="system" label={m.fact_system()} className="max-lg:hidden" />
            <SortCell {...head} column="vda" label="VDA" className="max-lg:hidden" />
            <SortCell {...head} column="region" label={m.fact_region()} className="max-lg:hidden" />
            <SortCell {...head} column="finished" label={m.fact_finished()} className="max-md:hidden" />
            <SortCell {...head} column="used" label={m.used_by()} className="max-sm:hidden" />
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {groups.map(({ group, images: inside }) => (
            <Fragment key={group}>
              {group === null ? null : (
                <tr>
                  <th
                    colSpan={7}
                    scope="rowgroup"
                    className="border-hair border-b bg-bg px-3 pt-3 pb-1.5 text-left text-sm"
                  >
                    <span className="font-semibold">{groupTitles[group].title}</span>{" "}
                    <span className="font-normal text-muted">
                      {inside.length} · {groupTitles[group].note}
                    </span>
                  </th>
                </tr>
              )}
              {inside.map((image) => (
                <ImageRow key={image.id} image={image} now={now} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </Table>
    </TableFrame>
  );
}

interface SortCellProps {
  column: ImageSortColumn;
  label: string;
  sort: ImageSort | undefined;
  onSort: (column: ImageSortColumn) => void;
  className?: string;
}

function SortCell({ column, label, sort, onSort, className }: SortCellProps) {
  const current = sort === undefined ? undefined : sortOf(sort);
  const sorted = current?.column === column ? (current.descending ? "descending" : "ascending") : undefined;
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  return (
    <HeadCell aria-sort={sorted} className={classNames("p-0!", className)}>
      <button
        type="button"
        onClick={() => onSort(column)}
        className={classNames(
          "flex min-h-8 w-full items-center gap-1 px-3 text-left -outline-offset-2 hover:text-text",
          sorted ? "font-semibold text-text" : "font-medium",
        )}
      >
        {label}
        {sorted ? <Arrow aria-hidden="true" className="size-3" /> : null}
      </button>
    </HeadCell>
  );
}

function ImageRow({ image, now }: { image: Image; now: Date }) {
  const system = systemOf(image);
  const words = wordsForImageState(image);
  const standsOut = groupOf(image) === "inUseButUnfit";
  return (
    <tr className="align-top hover:bg-hover">
      <Cell className="min-w-0">
        <div className="flex items-baseline justify-between gap-3">
          <Link
            translate="no"
            to="/images/$imageId"
            params={{ imageId: image.id }}
            className="min-w-0 font-semibold text-text wrap-anywhere hover:underline"
          >
            {image.name}
          </Link>
          <span className="sm:hidden">
            <StateLabel words={words} />
          </span>
        </div>
        {image.unreadable ? null : (
          <p className="text-muted text-sm">
            {image.citrixPrepared ? m.prepared_by_citrix() : m.own_image()} · {sessionKindOf(image.sessionSupport)}
          </p>
        )}
        <p className="text-muted text-sm lg:hidden">
          {[system, image.vdaVersion === undefined ? undefined : `VDA ${image.vdaVersion}`, image.region]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className="text-muted text-sm md:hidden">
          <Age image={image} now={now} />
          <span className={image.unreadable ? "hidden" : "sm:hidden"}>
            {" · "}
            <span className={standsOut ? "font-semibold text-warn" : undefined}>
              {image.linkedCatalogs === 0 ? m.image_not_used() : m.image_used_by({ count: image.linkedCatalogs })}
            </span>
          </span>
        </p>
        <div className="sm:hidden">
          <ImageJob image={image} />
        </div>
      </Cell>
      <Cell className="max-sm:hidden">
        <StateLabel words={words} />
        <ImageJob image={image} />
      </Cell>
      <Cell className="max-lg:hidden">{system ?? <NotKnown />}</Cell>
      <Cell className="whitespace-nowrap max-lg:hidden">{image.vdaVersion ?? <NotKnown />}</Cell>
      <Cell className="max-lg:hidden">{image.region ?? <NotKnown />}</Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <Age image={image} now={now} />
      </Cell>
      <Cell className="max-w-60 max-sm:hidden">
        {image.unreadable ? <NotKnown /> : <UsedBy image={image} standsOut={standsOut} />}
        {image.linkedCatalogsNames && image.linkedCatalogsNames.length > 0 ? (
          <p className="truncate text-muted text-sm max-lg:hidden" title={image.linkedCatalogsNames.join(", ")}>
            {image.linkedCatalogsNames.join(", ")}
          </p>
        ) : null}
      </Cell>
    </tr>
  );
}

/** Older than two months a date says more than a count of days. */
const agesUntilMs = 60 * 24 * 60 * 60_000;

function Age({ image, now }: { image: Image; now: Date }): ReactNode {
  const date = dateOf(image);
  if (date === undefined) return <span className="text-muted">{m.not_known_fact()}</span>;
  const ageMs = now.getTime() - Date.parse(date);
  const age = ageMs > agesUntilMs ? dateInWords(date) : ageInWords(ageMs);
  return (
    <time dateTime={date} title={dateTimeInWords(date)}>
      {image.finalizedDate === undefined ? m.image_begun({ age }) : age}
    </time>
  );
}

function UsedBy({ image, standsOut }: { image: Image; standsOut: boolean }) {
  const count = image.linkedCatalogs;
  if (count === 0) return <span className="whitespace-nowrap text-muted">{m.no_catalog()}</span>;
  return (
    <span className={classNames("whitespace-nowrap", standsOut && "font-semibold text-warn")}>
      {m.catalogs_count({ count })}
    </span>
  );
}

function NotKnown() {
  return <span className="text-muted">{m.not_known_fact()}</span>;
}
