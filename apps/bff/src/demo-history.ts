import { randomUUID } from "node:crypto";
import type { FactOf, ImageUpdateState } from "@catalog-deck/contract";
import type { Simulator } from "@catalog-deck/simulator";
import { AuditLog } from "./audit/audit-log.ts";
import { type PastAuditEntry, plantRollout } from "./demo-rollouts.ts";
import { imageUpdateAuditEntry } from "./image-updates/audit-entry.ts";
import { appendStep, rowWithoutFacts } from "./image-updates/update-records.ts";
import { systemClock } from "./lib/clock.ts";
import type { Store } from "./store/database.ts";
import { factText } from "./store/fact-text.ts";
import { type ImageUpdateRow, insertImageUpdate, isExternal } from "./store/image-updates.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

type Ending = "succeeded" | "rolledBack" | "failed" | "rejected";

/** An update of the past: of a catalog of the demo's fleet, so many days ago, how it ended and after how many minutes. */
interface PastUpdate {
  catalog: string;
  daysAgo: number;
  from: string;
  to: string;
  ending: Ending;
  minutes: number;
  /** Minutes as the update form has them; absent for one that was made in Citrix's own console. */
  delay?: number;
  by?: keyof typeof people;
  reason?: string;
  /** The rollout that it was a wave of. */
  rollout?: keyof typeof rollouts;
}

/** They have no account: nobody can sign in as one of them. */
const people = {
  maria: { id: "demo-maria", displayName: "Maria Weber (demo)", role: "admin" },
  tom: { id: "demo-tom", displayName: "Tom Fischer (demo)", role: "admin" },
} as const;

const rollouts = {
  servers: { name: "Demo: call centers, WS2022-Oct", gate: { kind: "minutes", minutes: 480 } },
  offices: { name: "Demo: offices, Win11-24H2-Oct", gate: { kind: "person" } },
} as const;

const toOctober = { reason: "Demo: October patches, CHG0031", ending: "succeeded", delay: 60 } as const;
const office = { from: "Win11-24H2-Sep", to: "Win11-24H2-Oct", ...toOctober } as const;
const officeNovember = {
  from: "Win11-24H2-Oct",
  to: "Win11-24H2-Nov",
  reason: "Demo: November patches, CHG0038",
} as const;
const america = { from: "Win11-24H2-US-Sep", to: "Win11-24H2-US-Oct", ...toOctober } as const;
const server = { from: "WS2022-Sep", to: "WS2022-Oct", ...toOctober, delay: 120 } as const;
const asia = { from: "WS2022-APAC-Sep", to: "WS2022-APAC-Oct", ...toOctober, delay: 120 } as const;

/**
 * A month of a company that patches: October's images by and by, November's as far as the fleet has them now. The last
 * success of each catalog is the image that it is on, at the time when the fleet says that it was last changed.
 */
const past: readonly PastUpdate[] = [
  { catalog: "Sales-EU", daysAgo: 24, minutes: 52, by: "maria", ...office },
  { catalog: "Marketing", daysAgo: 23, minutes: 47, by: "maria", ...office },
  {
    catalog: "Call-Centre-1",
    daysAgo: 22 + (104 + 480) / 1_440,
    minutes: 96,
    by: "tom",
    ...server,
    rollout: "servers",
  },
  { catalog: "Call-Centre-2", daysAgo: 22, minutes: 104, by: "tom", ...server, rollout: "servers" },
  { catalog: "Accounting", daysAgo: 21.2, minutes: 1, by: "maria", ...office, ending: "rejected" },
  { catalog: "Accounting", daysAgo: 21, minutes: 44, by: "maria", ...office },
  { catalog: "Engineering-CAD", daysAgo: 20.5, minutes: 71, by: "tom", ...office },
  { catalog: "Human-Resources", daysAgo: 20, minutes: 41, by: "maria", ...office, rollout: "offices" },
  { catalog: "Legal", daysAgo: 19, minutes: 39, by: "maria", ...office, rollout: "offices" },
  { catalog: "Design-Studio", daysAgo: 18.6, minutes: 58, by: "tom", ...america },
  {
    catalog: "Finance-Lab (rolls back)",
    daysAgo: 18.3,
    minutes: 33,
    by: "tom",
    ...office,
    ending: "rolledBack",
    rollout: "offices",
  },
  { catalog: "Finance-Lab (rolls back)", daysAgo: 18, minutes: 36, by: "tom", ...office },
  { catalog: "Payroll-Test (fails)", daysAgo: 17.3, minutes: 27, by: "tom", ...office, ending: "failed" },
  { catalog: "Payroll-Test (fails)", daysAgo: 17, minutes: 35, by: "tom", ...office },
  { catalog: "Warehouse-US", daysAgo: 16.4, minutes: 61, by: "maria", ...america },
  { catalog: "Procurement", daysAgo: 16, minutes: 49, by: "maria", ...america },
  { catalog: "Call-Centre-Manila", daysAgo: 15, minutes: 88, by: "tom", ...asia },
  { catalog: "Sales-APAC", daysAgo: 14.5, minutes: 93, by: "tom", ...asia },
  {
    catalog: "Data-Science",
    daysAgo: 5,
    minutes: 0,
    from: "Ubuntu-22.04-Jun",
    to: "Ubuntu-24.04-Nov",
    ending: "succeeded",
  },
  {
    catalog: "Developers-Linux",
    daysAgo: 4,
    minutes: 55,
    from: "Ubuntu-22.04-Jun",
    to: "Ubuntu-24.04-Nov",
    ending: "rolledBack",
    delay: -1,
    by: "tom",
    reason: "Demo: new LTS",
  },
  {
    catalog: "Finance-Lab (rolls back)",
    daysAgo: 2.2,
    minutes: 31,
    delay: 15,
    by: "tom",
    ...officeNovember,
    ending: "rolledBack",
  },
  {
    catalog: "Payroll-Test (fails)",
    daysAgo: 2,
    minutes: 24,
    delay: 15,
    by: "tom",
    ...officeNovember,
    ending: "failed",
  },
  {
    catalog: "Design-Studio",
    daysAgo: 1,
    minutes: 54,
    from: "Win11-24H2-US-Oct",
    to: "Win11-24H2-US-Nov",
    ending: "succeeded",
    delay: 60,
    by: "maria",
    reason: officeNovember.reason,
  },
  {
    catalog: "Call-Centre-1",
    daysAgo: 0.5,
    minutes: 99,
    from: "WS2022-Oct",
    to: "WS2022-Nov",
    ending: "succeeded",
    delay: 120,
    by: "tom",
    reason: officeNovember.reason,
  },
  {
    catalog: "Sales-APAC",
    daysAgo: 0.4,
    minutes: 63,
    from: "WS2022-APAC-Oct",
    to: "WS2022-APAC-Nov",
    ending: "rolledBack",
    delay: 120,
    by: "tom",
    reason: officeNovember.reason,
  },
  {
    catalog: "Engineering-CAD",
    daysAgo: 0.3,
    minutes: 46,
    delay: 60,
    by: "maria",
    ...officeNovember,
    ending: "failed",
  },
  // The fleet begins with this one in place, and machines that wait for their restart.
  {
    catalog: "Marketing",
    daysAgo: 0.0017,
    minutes: 0,
    from: "Win11-24H2-Oct",
    to: "Win11-24H2-Nov",
    ending: "succeeded",
  },
];

const facts: Record<Ending, FactOf | null> = {
  succeeded: null,
  rolledBack: null,
  failed: { code: "catalog-in-error", params: {} },
  rejected: { code: "citrix-conflict", params: {}, citrixMessage: "Demo: the catalog was being changed." },
};

const madeInConsole: FactOf = {
  code: "external-update",
  params: {},
  citrixMessage: "Demo: it was made in Citrix Cloud's console.",
};

/** The steps on the way, each with the share of the time at which it begins. */
const steps = [
  ["ProcessingProvisioningMasterImage", 0.02],
  ["ProcessingVerifyingMasterImage", 0.15],
  ["ProcessingVdaCopyingMasterImage", 0.3],
  ["ProcessingVdaUpdatingCitrixServers", 0.55],
] as const;

/**
 * Writes the demo's past, as the server itself would have: updates and rollouts that have ended, with their timelines, and
 * the audit entries about them, oldest first. Everything says that it is the demo's. For a database that holds nothing yet.
 */
export async function plantDemoHistory(store: Store, simulator: Simulator, connectionId: string): Promise<void> {
  const nowMs = await simulator.control.now();
  const updates = (await updatesOfPast(simulator, connectionId, nowMs)).sort((a, b) =>
    a.row.recorded_at < b.row.recorded_at ? -1 : 1,
  );
  let at = new Date(nowMs);
  const audit = new AuditLog(store, { ...systemClock, now: () => at });
  await store.transaction().execute(async (trx) => {
    const entries = updates.flatMap(({ row }) => auditEntriesOf(row));
    for (const { row } of updates) {
      await insertImageUpdate(trx, row);
      for (const step of timelineOf(row)) await appendStep(trx, { ...row, ...step.changes }, step.at);
    }
    const ofRollouts = Map.groupBy(updates, ({ row }) => row.rollout_id);
    for (const [id, own] of ofRollouts) {
      const rollout = own[0]?.past.rollout;
      if (id === null || rollout === undefined) continue;
      const ordered = own.map(({ row, past: { by = "tom" }, machines }) => ({ row, by: people[by], machines }));
      entries.push(...(await plantRollout(trx, { id, ...rollouts[rollout], updates: ordered })));
    }
    // Of one moment, what an update did comes before what its rollout made of it.
    for (const { entry, ...when } of entries.sort((a, b) => a.at.getTime() - b.at.getTime())) {
      at = when.at;
      await audit.append(entry, trx);
    }
  });
}

interface UpdateOfPast {
  past: PastUpdate;
  row: ImageUpdateRow;
  machines: number | null;
}

async function updatesOfPast(simulator: Simulator, connectionId: string, nowMs: number): Promise<UpdateOfPast[]> {
  const [catalogs, images] = await Promise.all([simulator.control.catalogs(), simulator.control.images()]);
  const imageIds = new Map(images.map(({ id, name }) => [name, id]));
  const rolloutIds = { servers: randomUUID(), offices: randomUUID() };
  return past.map((update) => {
    const catalog = catalogs.find(({ name }) => name === update.catalog);
    const toId = imageIds.get(update.to);
    if (catalog === undefined || toId === undefined)
      throw new Error(`the demo has no ${update.catalog} or ${update.to}`);
    const endedMs = nowMs - update.daysAgo * dayMs;
    const requestedAt = new Date(endedMs - update.minutes * minuteMs).toISOString();
    const person = update.by && people[update.by];
    const fact = person ? facts[update.ending] : madeInConsole;
    const row: ImageUpdateRow = {
      ...rowWithoutFacts,
      id: randomUUID(),
      connection_id: connectionId,
      customer_id: simulator.customerId,
      site_id: simulator.siteId,
      catalog_id: catalog.id.toLowerCase(),
      catalog_name: catalog.name,
      // An image of September is not there any more.
      from_image_id: imageIds.get(update.from) ?? randomUUID(),
      from_image_name: update.from,
      to_image_id: toId,
      to_image_name: update.to,
      citrix_prepared: person ? 0 : null,
      origin: person ? "catalog-deck" : "external",
      vda_update_delay: person ? (update.delay ?? 0) : null,
      warning_title: null,
      warning_message: null,
      reason: update.reason ?? null,
      rolls_back_id: null,
      requested_by_id: person?.id ?? null,
      requested_by_name: person?.displayName ?? null,
      recorded_at: person ? requestedAt : new Date(endedMs).toISOString(),
      seen_running_since: null,
      rollout_id: update.rollout === undefined ? null : rolloutIds[update.rollout],
      started_at: person && update.ending !== "rejected" ? requestedAt : null,
      state: update.ending,
      active: 0,
      blocks_catalog: 0,
      percent: update.ending === "succeeded" ? 100 : null,
      fact: fact && factText(fact),
      citrix_transaction_id: person ? randomUUID() : null,
      last_modified_at_request: null,
      rollback_warning_at_request: 0,
      finished_at: new Date(endedMs).toISOString(),
      next_step_at: requestedAt,
      lease_owner: null,
      lease_until: null,
    };
    return { past: update, row, machines: catalog.totalMachinesInCatalog ?? null };
  });
}

type Step = { at: Date; changes: Partial<ImageUpdateRow> & { state: ImageUpdateState } };

function timelineOf(row: ImageUpdateRow): Step[] {
  const sentMs = Date.parse(row.recorded_at);
  const endMs = Date.parse(row.finished_at ?? row.recorded_at);
  const last: Step = { at: new Date(endMs), changes: { state: row.state as ImageUpdateState } };
  if (isExternal(row)) return [last];
  const isRunning = { percent: null, fact: null };
  const sent: Step = { at: new Date(sentMs), changes: { state: "submitting", ...isRunning } };
  if (row.started_at === null) return [sent, last];
  const onTheWay = steps.map(
    ([sub_state, share]): Step => ({
      at: new Date(sentMs + share * (endMs - sentMs)),
      changes: { state: "running", ...isRunning, sub_state },
    }),
  );
  return [sent, ...onTheWay, last];
}

function auditEntriesOf(row: ImageUpdateRow): PastAuditEntry[] {
  const ended = new Date(row.finished_at ?? row.recorded_at);
  if (isExternal(row)) return [{ at: ended, entry: imageUpdateAuditEntry("external-update", row) }];
  const actor = Object.values(people).find(({ id }) => id === row.requested_by_id);
  const origin = actor === undefined ? {} : { actor };
  const sentMs = Date.parse(row.recorded_at);
  const intended = { at: new Date(sentMs), entry: imageUpdateAuditEntry("update-intended", row, origin) };
  const answered = (state: ImageUpdateState, fact: string | null) => ({
    at: new Date(sentMs + 2_000),
    entry: imageUpdateAuditEntry("update-outcome", { ...row, state, fact }, origin),
  });
  if (row.state === "rejected") return [intended, answered("rejected", row.fact)];
  return [intended, answered("running", null), { at: ended, entry: imageUpdateAuditEntry("update-ended", row) }];
}
