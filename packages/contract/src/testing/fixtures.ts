/** One builder per model, for the tests of every workspace: a test names only the fields it is about. */
import type { Account, OwnSession } from "../accounts.ts";
import type { AuditEntry } from "../audit.ts";
import type { Catalog, CatalogList, Image } from "../catalogs.ts";
import type { ImageUpdate } from "../image-updates.ts";
import type { CatalogRollout, Rollout, RolloutDetail, RolloutTarget } from "../rollouts.ts";
import type { Session } from "../session.ts";

/** An active catalog without warnings that runs on the image `img-1`. */
export function aCatalog(fields: Partial<Catalog> & Pick<Catalog, "id" | "name">): Catalog {
  return {
    state: "Active",
    warnings: [],
    sessionSupport: "SingleSession",
    allocationType: "Random",
    isRemotePcCatalog: false,
    imageId: "img-1",
    templateImageName: "Win11-Oct",
    templateImageOs: "Windows 11",
    imageVdaVersion: "2507.0.100",
    totalMachinesInCatalog: 10,
    region: "westeurope",
    domainName: "corp.contoso.com",
    ...fields,
  };
}

/** A ready image that `aCatalog` may move to without a warning, named by its id. */
export function anImage(id: string, fields: Partial<Image> = {}): Image {
  return {
    id,
    name: id,
    state: "Ready",
    sessionSupport: "SingleSession",
    osPlatform: "Windows",
    isServerOs: false,
    vdaVersion: "2507.0.100",
    citrixPrepared: false,
    isDeprecated: false,
    linkedCatalogs: 0,
    region: "westeurope",
    ...fields,
  };
}

/** A running update that Alex Admin sent from here, from `img-1` to `img-2` within an hour. */
export function anUpdate(fields: Partial<ImageUpdate> & Pick<ImageUpdate, "id" | "catalogId">): ImageUpdate {
  return {
    catalogName: "Sales-EU",
    fromImage: { id: "img-1", name: "Win11-Oct" },
    toImage: { id: "img-2", name: "Win11-Nov" },
    vdaUpdateDelay: 60,
    origin: "catalog-deck",
    requestedBy: { id: "u-1", displayName: "Alex Admin" },
    requestedAt: "2026-11-23T10:00:00Z",
    state: "running",
    ...fields,
  };
}

/** A running rollout of Alex Admin's, from `img-1` to `img-2`, of two catalogs in two waves: the first is updating. */
export function aRollout(fields: Partial<Rollout> & Pick<Rollout, "id">): Rollout {
  const person = { id: "u-1", displayName: "Alex Admin" };
  return {
    name: "Win11-Nov",
    state: "running",
    createdBy: person,
    responsible: person,
    createdAt: "2026-11-23T09:59:30Z",
    startsAt: "2026-11-23T10:00:00Z",
    startedAt: "2026-11-23T10:00:00Z",
    vdaUpdateDelay: 60,
    gate: { kind: "minutes", minutes: 30 },
    stopAfterFailures: 1,
    maxParallel: 5,
    start: { kind: "now" },
    counts: { waiting: 1, starting: 0, updating: 1, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    cells: [
      { wave: 1, state: "updating", percent: 40 },
      { wave: 2, state: "waiting" },
    ],
    images: [{ from: { id: "img-1", name: "Win11-Oct" }, to: { id: "img-2", name: "Win11-Nov" }, catalogs: 2 }],
    version: 2,
    ...fields,
  };
}

/** What a catalog tells of its rollout Win11-Nov: it waits in the second of three waves, of which the first runs. */
export function aCatalogRollout(fields: Partial<CatalogRollout> = {}): CatalogRollout {
  return {
    id: "r-1",
    name: "Win11-Nov",
    wave: 2,
    waves: 3,
    currentWave: 1,
    targetState: "waiting",
    toImage: { id: "img-2", name: "Win11-Nov" },
    rolloutState: "running",
    ...fields,
  };
}

/** A waiting target of 36 machines, alone in the first wave, from `img-1` to `img-2`. */
export function aRolloutTarget(fields: Partial<RolloutTarget> & Pick<RolloutTarget, "catalogId">): RolloutTarget {
  return {
    catalogName: fields.catalogId,
    machines: 36,
    wave: 1,
    position: 1,
    state: "waiting",
    attempt: 1,
    fromImage: { id: "img-1", name: "Win11-Oct" },
    toImage: { id: "img-2", name: "Win11-Nov" },
    acknowledgedWarnings: [],
    ...fields,
  };
}

/**
 * `aRollout` with what its page shows. Without targets of its own it has Sales-EU, which is updating, and Legal, which
 * waits; cells and counts follow from the targets.
 */
export function aRolloutDetail(fields: Partial<RolloutDetail> & Pick<Rollout, "id">): RolloutDetail {
  const targets = fields.targets ?? [
    aRolloutTarget({
      catalogId: "Sales-EU",
      state: "updating",
      update: anUpdate({ id: "u1", catalogId: "Sales-EU", percent: 40, rolloutId: fields.id }),
    }),
    aRolloutTarget({ catalogId: "Legal", wave: 2 }),
  ];
  const counts = { waiting: 0, starting: 0, updating: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { state } of targets) counts[state] += 1;
  return {
    ...aRollout({ id: fields.id }),
    counts,
    cells: targets.map(({ wave, state, update }) =>
      update?.percent === undefined ? { wave, state } : { wave, state, percent: update.percent },
    ),
    waves: [...new Set(targets.map(({ wave }) => wave))].map((number) => ({
      number,
      state: number === 1 ? "running" : "waiting",
      ...(number === 1 ? { startedAt: "2026-11-23T10:00:00Z" } : {}),
    })),
    events: [
      { at: "2026-11-23T10:00:00Z", kind: "waveStarted", params: { wave: 1 } },
      { at: "2026-11-23T09:59:30Z", kind: "created", actor: { id: "u-1", displayName: "Alex Admin" }, params: {} },
    ],
    pollAfterMs: 5_000,
    ...fields,
    targets,
  };
}

/** What the server answers for a list of catalogs: just read, to be asked for again in 30 s. */
export function aCatalogList(items: readonly Catalog[], fields: Partial<CatalogList> = {}): CatalogList {
  return { items: [...items], fetchedAt: "2026-11-23T11:00:00Z", stale: false, pollAfterMs: 30_000, ...fields };
}

/** A signed-in person of that role, with the one connection `default`. */
export function aSession(role: Session["user"]["role"], fields: Partial<Session> = {}): Session {
  return {
    user: { id: `u-${role}`, displayName: role === "admin" ? "Alex Admin" : "Hanna Helpdesk", role },
    method: "password",
    csrfToken: "token",
    connections: [{ id: "default", name: "Contoso", customerId: "contoso", siteId: "site-1" }],
    demo: false,
    expiresAt: "2026-11-23T12:00:00Z",
    ...fields,
  };
}

/** One of a person's own sessions: Firefox on Windows, another than the browser that asks. */
export function anOwnSession(id: string, fields: Partial<OwnSession> = {}): OwnSession {
  return {
    id,
    current: false,
    method: "password",
    createdAt: "2026-11-23T09:00:00Z",
    lastUsedAt: "2026-11-23T10:00:00Z",
    address: "203.0.113.7",
    browser: "Firefox on Windows",
    program: "Firefox",
    system: "Windows",
    ...fields,
  };
}

/** A local helpdesk account, its user name the id and its display name the same with a capital. */
export function anAccount(id: string, fields: Partial<Account> = {}): Account {
  return {
    id,
    username: id,
    displayName: id.charAt(0).toUpperCase() + id.slice(1),
    role: "helpdesk",
    disabled: false,
    createdAt: "2026-11-01T10:00:00Z",
    passwordChangedAt: "2026-11-01T10:00:00Z",
    version: 3,
    ...fields,
  };
}

/** An entry of the audit log by Ada Admin, without details. */
export function anAuditEntry(id: string, kind: string, fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    kind,
    at: "2026-11-23T10:00:05.000Z",
    actor: { id: "ada", displayName: "Ada Admin", role: "admin" },
    address: "203.0.113.7",
    details: {},
    ...fields,
  };
}
