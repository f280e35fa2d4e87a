/** The interface between browser and BFF: one schema per request, answer and problem (apps/bff/docs/architecture.md#the-interface-between-browser-and-server). */
export * from "./accounts.ts";
export * from "./audit.ts";
export * from "./catalog-warning.ts";
export * from "./catalogs.ts";
export * from "./connection-trouble.ts";
export * from "./dry-run.ts";
export * from "./facts.ts";
export * from "./identifiers.ts";
export * from "./image-updates.ts";
export * from "./problems.ts";
export * from "./rollout-check.ts";
export * from "./rollouts.ts";
export * from "./session.ts";
export * from "./settings.ts";
export * from "./update-decisions.ts";
export * from "./update-durations.ts";
