import type { ImageUpdate } from "@catalog-deck/contract";

const minuteMs = 60_000;

/** What an update can look like: its states, and what sets two updates in one state apart. */
export const updateShapes = [
  "submitting",
  "running",
  "running, no estimate",
  "running, overdue",
  "waiting for restarts",
  "succeeded",
  "rolled back",
  "failed",
  "refused",
  "unknown",
  "unknown, to decide",
  "external",
] as const;
export type UpdateShape = (typeof updateShapes)[number];

const steps = {
  provisioning: "ProcessingProvisioningMasterImage",
  verifying: "ProcessingVerifyingMasterImage",
  copying: "ProcessingVdaCopyingMasterImage",
  configuring: "ProcessingConfiguringCatalogMachines",
  waiting: "PendingVdaUpdate",
  notRegistered: "ErrorRegisterVdaFailed",
} as const;

type Step = readonly [afterMinutes: number, Pick<ImageUpdate, "state" | "subState" | "message" | "fact">];

const sent: Step = [0, { state: "submitting" }];
const underWay: readonly Step[] = [
  sent,
  [0.3, { state: "running" }],
  [0.6, { state: "running", subState: steps.provisioning }],
  [7, { state: "running", subState: steps.verifying }],
  [18, { state: "running", subState: steps.copying }],
];
const configured: readonly Step[] = [...underWay, [41, { state: "running", subState: steps.configuring }]];

const lost = {
  message:
    "Citrix's answer was lost, so it isn't certain yet whether the update started. Catalog Deck reads the catalog to find out and does not send the update again.",
  fact: { code: "answer-lost", params: {} },
};
const undecidable = {
  message:
    "Citrix's answer was lost, and after 15 minutes the catalog still doesn't show whether the update to Win11-24H2-Nov started. An administrator has to check the catalog in Citrix Cloud and decide.",
  fact: { code: "cannot-tell", params: { image: "Win11-24H2-Nov", minutes: 15 } },
};
const wentBack = {
  message: "Citrix could not finish the update and restored the previous image.",
  fact: { code: "put-back", params: {} },
};
const inError = { message: "The catalog is in an error state.", fact: { code: "catalog-in-error", params: {} } };
const refused = {
  message:
    "Citrix Cloud refused this because the catalog is busy. Citrix says: The catalog is being changed by another task.",
  fact: { code: "citrix-conflict", params: {}, citrixMessage: "The catalog is being changed by another task." },
};
const external = {
  message: "This update was not started in Catalog Deck.",
  fact: { code: "external-update", params: {} },
};
const answer = {
  message: "The connection broke before an answer came.",
  fact: { code: "answer-broken", params: {} },
};

interface Story {
  steps: readonly Step[];
  /** How long ago it was sent. */
  sentMinutesAgo: number;
  endedAfterMinutes?: number;
  fields?: Partial<ImageUpdate>;
  without?: readonly (keyof ImageUpdate)[];
}

const neverBegan = ["startedAt", "estimatedMinutes", "citrixTransactionId", "percent"] as const;

const stories: Record<UpdateShape, Story> = {
  submitting: { steps: [sent], sentMinutesAgo: 0.1, without: neverBegan },
  running: { steps: underWay, sentMinutesAgo: 38, fields: { percent: 64 } },
  "running, no estimate": { steps: underWay, sentMinutesAgo: 38, without: ["percent", "estimatedMinutes"] },
  "running, overdue": { steps: configured, sentMinutesAgo: 95, fields: { percent: 92 } },
  "waiting for restarts": {
    steps: [...configured, [55, { state: "waitingForRestart", subState: steps.waiting }]],
    sentMinutesAgo: 70,
  },
  succeeded: { steps: [...configured, [57, { state: "succeeded" }]], sentMinutesAgo: 90, endedAfterMinutes: 57 },
  "rolled back": {
    steps: [...configured, [62, { state: "rolledBack", ...wentBack }]],
    sentMinutesAgo: 90,
    endedAfterMinutes: 62,
  },
  failed: {
    steps: [...configured, [64, { state: "failed", subState: steps.notRegistered, ...inError }]],
    sentMinutesAgo: 90,
    endedAfterMinutes: 64,
  },
  refused: {
    steps: [sent, [0.1, { state: "rejected", ...refused }]],
    sentMinutesAgo: 12,
    endedAfterMinutes: 0.1,
    without: neverBegan,
  },
  unknown: {
    steps: [sent, [0.5, { state: "unknown", ...lost }]],
    sentMinutesAgo: 2,
    fields: { answerTrouble: answer.message, answerFact: answer.fact },
    without: neverBegan,
  },
  "unknown, to decide": {
    steps: [sent, [0.5, { state: "unknown", ...lost }], [15, { state: "unknown", ...undecidable }]],
    sentMinutesAgo: 22,
    fields: { answerTrouble: answer.message, answerFact: answer.fact },
    without: neverBegan,
  },
  external: {
    steps: [
      [0, { state: "running", subState: steps.copying, ...external }],
      [12, { state: "running", subState: steps.configuring }],
    ],
    sentMinutesAgo: 20,
    fields: { origin: "external" },
    without: [
      "toImage",
      "vdaUpdateDelay",
      "requestedBy",
      "requestedAt",
      "warningTitle",
      "warningMessage",
      "reason",
      "percent",
      "estimatedMinutes",
      "citrixTransactionId",
    ],
  },
};

/** An update of the server's as it would look in another state: with the times, steps and words that belong to it. */
export function inShape(update: ImageUpdate, shape: UpdateShape): ImageUpdate {
  const { steps: seen, sentMinutesAgo, endedAfterMinutes, fields, without = [] } = stories[shape];
  const sentAtMs = Date.now() - sentMinutesAgo * minuteMs;
  const at = (minutes: number) => new Date(sentAtMs + minutes * minuteMs).toISOString();
  const last = seen.at(-1)?.[1];
  const whole: ImageUpdate = {
    ...update,
    reason: "CHG0012345: monthly security updates",
    estimatedMinutes: 60,
    startedAt: at(0.3),
    ...last,
    ...fields,
    requestedAt: at(0),
    timeline: seen.map(([minutes, event]) => ({ at: at(minutes), ...event })),
    ...(endedAfterMinutes === undefined ? {} : { finishedAt: at(endedAfterMinutes) }),
    ...(shape === "unknown, to decide" ? { decision: decisionOn(update, at(0)) } : {}),
  };
  if (last?.subState === undefined) delete whole.subState;
  if (shape !== "running" && shape !== "running, overdue") delete whole.percent;
  for (const field of without) delete whole[field];
  return whole;
}

function decisionOn(update: ImageUpdate, at: string): NonNullable<ImageUpdate["decision"]> {
  return {
    neededSince: new Date(Date.now() - 6 * minuteMs).toISOString(),
    sent: {
      at,
      image: update.toImage ?? { id: "", name: "" },
      answer: answer.message,
      answerFact: answer.fact,
    },
    catalog: {
      state: "Active",
      image: update.fromImage,
      warnings: [],
      readAt: new Date(Date.now() - 4_000).toISOString(),
      version: "1",
    },
  };
}
