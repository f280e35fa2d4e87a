import type { Catalog, Image } from "@catalog-deck/contract";
import { compareVdaVersions, isVdaVersion } from "@catalog-deck/domain";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, type ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { dateInWords } from "../../lib/formatting.ts";

interface ImageComparisonProps {
  catalog: Catalog;
  /** The image in use, when the images list knows it. */
  from: Image | undefined;
  to: Image;
}

/** Old and new side by side; a downgrade is marked, and a sentence says the same for screen readers. */
export const ImageComparison = memo(function ImageComparison({ catalog, from, to }: ImageComparisonProps) {
  const before = {
    name: from?.name ?? catalog.templateImageName,
    system: systemOf(from) ?? catalog.templateImageOs,
    vda: from?.vdaVersion ?? catalog.imageVdaVersion,
    finished: dayOf(from),
    region: from?.region,
  };
  const after = {
    name: to.name,
    system: systemOf(to),
    vda: to.vdaVersion,
    finished: dayOf(to),
    region: to.region,
  };
  const vdaChange = compareOrNull(before.vda, after.vda);
  return (
    <>
      <p className="sr-only">{comparisonSentence(before, after, vdaChange)}</p>
      <table className="w-full table-fixed border-separate border-spacing-0 overflow-hidden rounded-note border border-hair">
        <thead className="bg-sunken text-muted text-sm">
          <tr>
            <td className="w-22 border-b border-hair px-2.5 py-1.5 sm:px-3 sm:w-28" />
            <th scope="col" className="border-b border-hair px-2.5 py-1.5 sm:px-3 text-left font-normal">
              {m.compare_now()}
            </th>
            <th scope="col" className="border-b border-hair px-2.5 py-1.5 sm:px-3 text-left font-normal">
              {m.compare_after()}
            </th>
          </tr>
        </thead>
        <tbody>
          <Row what={m.compare_image()} before={before.name} after={after.name} />
          <Row what={m.compare_system()} before={before.system} after={after.system} />
          <Row what={m.compare_vda()} before={before.vda} after={after.vda} mark={vdaMark(vdaChange)} />
          <Row what={m.compare_finished()} before={before.finished} after={after.finished} />
          <Row what={m.compare_region()} before={before.region} after={after.region} />
        </tbody>
      </table>
    </>
  );
});

interface RowProps {
  what: string;
  before: string | undefined;
  after: string | undefined;
  mark?: ReactNode;
}

function Row({ what, before, after, mark }: RowProps) {
  const same = before !== undefined && before === after;
  const cell = "border-b border-hair px-2.5 py-1.5 sm:px-3 align-top break-words [tr:last-child>&]:border-b-0";
  return (
    <tr>
      <th scope="row" className={`${cell} text-left font-normal text-muted`}>
        {what}
      </th>
      <td className={cell}>{before ?? <span className="text-muted">{m.not_known()}</span>}</td>
      <td className={`${cell} ${same ? "text-muted" : "font-semibold"}`}>
        {same ? m.compare_same() : (after ?? <span className="font-normal text-muted">{m.not_known()}</span>)} {mark}
      </td>
    </tr>
  );
}

function vdaMark(change: number | null): ReactNode {
  if (change === null || change === 0) return null;
  const newer = change > 0;
  const Arrow = newer ? ArrowUp : ArrowDown;
  return (
    <span className={`inline-flex items-baseline gap-0.5 font-semibold text-sm ${newer ? "text-ok" : "text-warn"}`}>
      <Arrow aria-hidden="true" className="size-3 shrink-0 translate-y-0.5" />
      {newer ? m.compare_newer() : m.compare_older()}
    </span>
  );
}

/** Above 0 when the VDA gets newer, below 0 when it gets older, null when one of the versions is not known or is none. */
function compareOrNull(before: string | undefined, after: string | undefined): number | null {
  return isVdaVersion(before) && isVdaVersion(after) ? compareVdaVersions(after, before) : null;
}

interface Side {
  name: string | undefined;
  system: string | undefined;
  vda: string | undefined;
}

function comparisonSentence(before: Side, after: Side, vdaChange: number | null): string {
  const vda =
    vdaChange === null
      ? m.compare_vda_unknown()
      : vdaChange === 0
        ? m.compare_vda_same({ version: String(after.vda) })
        : vdaChange > 0
          ? m.compare_vda_newer({ before: String(before.vda), after: String(after.vda) })
          : m.compare_vda_older({ before: String(before.vda), after: String(after.vda) });
  const system =
    before.system === undefined || after.system === undefined
      ? m.compare_system_unknown()
      : before.system === after.system
        ? m.compare_system_same()
        : m.compare_system_changes({ system: after.system });
  return m.compare_sentence({ before: before.name ?? m.no_image(), after: String(after.name), system, vda });
}

function systemOf(image: Image | undefined): string | undefined {
  const words = [image?.osName, image?.osVersion].filter(Boolean).join(" ");
  return words === "" ? undefined : words;
}

function dayOf(image: Image | undefined): string | undefined {
  const iso = image?.finalizedDate ?? image?.createdDate;
  return iso === undefined ? undefined : dateInWords(iso);
}
