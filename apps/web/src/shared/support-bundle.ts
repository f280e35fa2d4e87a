import type { Catalog, Connection, ImageUpdate } from "@catalog-deck/contract";
import { delayInWords, restartInWords, wordsForImageUpdateState, wordsForSubState } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { statedInWords } from "../lib/stated-in-words.ts";

export interface SupportFacts {
  connection: Pick<Connection, "customerId" | "siteId">;
  catalogId: string;
  /** Absent when it could not be read. */
  catalog?: (Catalog & { fetchedAt?: string | undefined }) | undefined;
  /** With its timeline where that could be read. */
  update?: ImageUpdate | undefined;
  now: Date;
  locale: string;
  timeZone: string;
}

type Line = [term: string, value: string | number | undefined];

/**
 * A catalog and its update as plain text for a case at Citrix Support: Citrix's own names beside the words, every time
 * in UTC and in the reader's zone, the ids by which Citrix finds its logs. No person is named; what users were told and
 * why the update was made is left out.
 */
export function supportBundle(facts: SupportFacts): string {
  const { connection, catalogId, catalog, update, now } = facts;
  const at = timeWriter(facts);
  const site = update?.site ?? connection;
  const name = catalog?.name ?? update?.catalogName ?? catalogId;
  const parts = [
    block(m.help_heading({ name }), [
      [m.help_written(), at(now.toISOString())],
      [m.help_customer(), site.customerId],
      [m.help_site(), site.siteId ?? "-"],
    ]),
    block(
      m.help_catalog_part(),
      catalog ? catalogLines(catalog, at) : [[m.help_id(), `${catalogId} (${m.help_unread()})`]],
    ),
  ];
  if (update) {
    parts.push(block(m.help_update_part(), updateLines(update, at)));
    if (update.timeline?.length) parts.push(block(m.help_timeline_part(), timelineLines(update.timeline, at)));
  }
  parts.push(block(m.help_transactions_part(), transactionLines(catalog, update)));
  return `${parts.join("\n\n")}\n`;
}

/** What has no value has no line. Line breaks inside a value would look like further facts. */
function block(title: string, lines: readonly Line[]): string {
  const known = lines.flatMap(([term, value]) =>
    value === undefined || value === "" ? [] : [[term, String(value).replace(/\s+/g, " ").trim()] as const],
  );
  const width = Math.max(0, ...known.map(([term]) => term.length));
  const rows = known.map(([term, value]) => `  ${`${term}:`.padEnd(width + 2)}${value}`);
  return [title, "-".repeat([...title].length), ...rows].join("\n");
}

/** "2026-11-23T13:05:00.000Z (23 Nov 2026, 14:05:00 CET)"; what is no time comes back as it is. */
function timeWriter({ locale, timeZone }: Pick<SupportFacts, "locale" | "timeZone">) {
  const local = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  return (iso: string): string => {
    const time = new Date(iso);
    return Number.isNaN(time.getTime()) ? iso : `${time.toISOString()} (${local.format(time)})`;
  };
}

type WriteTime = (iso: string) => string;

const step = (subState: string | undefined) =>
  subState === undefined ? undefined : `${subState} (${wordsForSubState(subState).label})`;

const image = (id: string | undefined, name: string | undefined) =>
  [name, id ? `(${id})` : undefined].filter(Boolean).join(" ");

function catalogLines(catalog: NonNullable<SupportFacts["catalog"]>, at: WriteTime): Line[] {
  return [
    [m.help_name(), catalog.name],
    [m.help_id(), catalog.id],
    [m.help_state(), catalog.state],
    [m.help_sub_state(), step(catalog.subState)],
    [m.help_message(), catalog.statusMessage],
    [m.help_extra(), catalog.extraInfo],
    ...catalog.warnings.map(
      ({ type, warningMessage }): Line => [m.help_warning(), warningMessage ? `${type}: ${warningMessage}` : type],
    ),
    [m.help_image(), image(catalog.imageId, catalog.templateImageName)],
    ["VDA", catalog.imageVdaVersion],
    [m.help_machines(), catalog.totalMachinesInCatalog],
    [m.help_region(), catalog.region],
    [m.help_subscription(), catalog.subscriptionName],
    [m.help_resource_group(), catalog.resourceGroup],
    [m.help_domain(), catalog.domainName],
    [m.help_modified(), catalog.lastModifiedTime && at(catalog.lastModifiedTime)],
    [m.help_data_from(), catalog.fetchedAt && at(catalog.fetchedAt)],
  ];
}

function updateLines(update: ImageUpdate, at: WriteTime): Line[] {
  const { fromImage, toImage, vdaUpdateDelay: delay } = update;
  const isExternal = update.origin === "external";
  return [
    [m.help_id(), update.id],
    [m.help_origin(), isExternal ? m.help_origin_external() : m.help_origin_here()],
    [m.help_from_image(), fromImage ? image(fromImage.id, fromImage.name) : "-"],
    [m.help_to_image(), image(toImage?.id, toImage?.name)],
    [m.help_delay(), delay === undefined ? undefined : `vdaUpdateDelay=${delay} (${restartInWords(delay)})`],
    [m.help_state(), `${update.state} (${wordsForImageUpdateState(update.state).label})`],
    [m.help_sub_state(), step(update.subState)],
    [m.help_message(), statedInWords(update)],
    [m.help_requested(), update.requestedAt && at(update.requestedAt)],
    [m.help_noticed(), update.noticedAt && at(update.noticedAt)],
    [m.help_started(), update.startedAt && at(update.startedAt)],
    [m.help_estimate(), update.estimatedMinutes === undefined ? undefined : delayInWords(update.estimatedMinutes)],
    [m.help_finished(), update.finishedAt && at(update.finishedAt)],
    [m.help_answer_trouble(), statedInWords({ fact: update.answerFact, message: update.answerTrouble })],
  ];
}

function timelineLines(timeline: NonNullable<ImageUpdate["timeline"]>, at: WriteTime): Line[] {
  return timeline.map((event) => [
    at(event.at),
    [
      event.state,
      step(event.subState),
      event.percent === undefined ? undefined : `${event.percent} %`,
      statedInWords(event),
    ]
      .filter(Boolean)
      .join(", "),
  ]);
}

function transactionLines(catalog: Catalog | undefined, update: ImageUpdate | undefined): Line[] {
  const lines: Line[] = [
    [m.help_transaction_update(), update?.citrixTransactionId],
    [m.help_transaction_catalog(), catalog?.transactionId],
  ];
  return lines.some(([, id]) => id) ? lines : [[m.help_transactions_part(), m.help_transaction_none()]];
}
