import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import closeWithGrace from "close-with-grace";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { buildApp } from "./app.ts";
import { type Config, ConfigError, loadConfig } from "./config/config.ts";
import type { MetricsConfig } from "./config/metrics.ts";
import { listenForMetrics } from "./http/metrics.ts";
import type { Tracing } from "./http/tracing.ts";
import { demoAccounts } from "./identity/accounts/accounts.ts";
import { offerSetUp } from "./identity/accounts/set-up.ts";
import { systemClock } from "./lib/clock.ts";
import { logFormat } from "./lib/log-format.ts";
import { closeWhenOrphaned } from "./lib/script-chain.ts";
import { within } from "./lib/within.ts";
import {
  asStorageFailure,
  listenFailure,
  type SettingsOfListener,
  settingsOfMetrics,
  storageFailure,
} from "./start-failures.ts";
import { lockDataFolder } from "./store/data-folder-lock.ts";
import { openStore, type Store } from "./store/database.ts";
import { copyBeforeMigrating } from "./store/database-copy.ts";

/** Kubernetes and systemd lose patience after 10 s or more: everything together stays below. */
const graceMs = 9_800;
/** After SIGTERM readiness fails this long before the port is closed, so that load balancers look elsewhere. */
const noticeMs = 1_000;
/** Then what is in flight has this long; what takes longer is cut off. */
const inFlightMs = 7_000;
const closingMs = 500;
/** Whoever presses the keys once below a package manager's script sends several signals: a later one is another press. */
const samePressMs = 1_000;
/** A predecessor that is told to end has gone by then. */
const predecessorMs = graceMs + 200;

/**
 * Reads the configuration, builds the server, listens, and closes everything on a signal. `onEndSignal` is told what to
 * call for one, as soon as there is something to close. Throws a ConfigError for what a person can put right.
 */
export async function serve(onEndSignal: (end: (signal: NodeJS.Signals) => void) => void): Promise<void> {
  const configured = loadConfig(process.env);
  for (const notice of configured.notices) console.log(notice);
  await demandFreePort(configured);
  if (configured.metrics?.listener !== undefined) await demandFreePort(configured.metrics.listener, settingsOfMetrics);
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    // Loaded for the demo alone: a server with real customers carries no simulator.
    const demo = configured.demo ? await import("./demo.ts") : undefined;
    const simulated = await demo?.startDemo();
    if (simulated !== undefined) closers.push(() => simulated.close());
    const config = simulated === undefined ? configured : { ...configured, connections: [simulated.connection] };
    if (config.database.kind === "sqlite") {
      closers.push(await keepDataFolder(config));
      demo?.emptyDatabase(config.database);
    }
    const tracing = config.tracing ? (await import("./http/tracing.ts")).startTracing(config.database) : undefined;
    if (tracing !== undefined) closers.push(() => within(tracing.end(), closingMs, undefined));
    const store = await openConfiguredStore(config, tracing?.onStatement);
    closers.push(() => within(store.destroy(), closingMs, undefined));
    await simulated?.plantHistory(store);
    const logger = pino({ ...logFormat, level: config.logLevel, ...(tracing && { mixin: tracing.fieldsForLog }) });
    const app = await buildApp({ config, store, logger, ...(tracing && { tracing }) });
    const hurry = new AbortController();
    const hurried = once(hurry.signal, "abort");
    closers.push(() => closeInTime(app, hurried));
    if (config.metrics !== undefined) closers.push(await openMetrics(app, config.metrics));
    await listen(app, config);
    let endedBy: string | undefined;
    let askedAtMs = 0;
    const grace = closeWithGrace({ delay: graceMs, logger, skip: ["SIGTERM", "SIGINT", "SIGHUP"] }, async ({ err }) => {
      if (err !== undefined) logger.fatal({ err }, "stopping after an error");
      app.announceEnd();
      if (endedBy === "SIGTERM") await Promise.race([pause(noticeMs), hurried]);
      await closeAll();
    });
    const end = (by: string) => {
      if (endedBy === undefined) {
        endedBy = by;
        askedAtMs = performance.now();
        grace.close();
      } else if (performance.now() - askedAtMs > samePressMs) hurry.abort();
    };
    onEndSignal(end);
    if (config.startedByScript) closeWhenOrphaned(() => end("the end of the script"));
    const needsSetUp = !config.demo && config.initialAdmin === undefined && config.oidc === undefined;
    announce(app, config, await offerSetUp(store, systemClock, needsSetUp));
  } catch (error) {
    await closeAll();
    throw asStorageFailure(error, configured);
  }
}

/**
 * Closes the port and waits for the requests in flight. Those that take longer are cut off, connections that send half a
 * request among them, or all of them once someone has `hurried`; an update that is being sent then is found out by
 * reading after the next start.
 */
async function closeInTime(app: FastifyInstance, hurried: Promise<unknown>): Promise<void> {
  const closed = app.close().then(() => true);
  if (await within(Promise.race([closed, hurried.then(() => false)]), inFlightMs, false)) return;
  app.log.warn("requests still in flight are cut off");
  app.server.closeAllConnections();
  await within(closed, closingMs, false);
}

/** Two servers on one folder would both follow, and judge, the same updates; a demo would empty the other's database. */
async function keepDataFolder(config: Config): Promise<() => Promise<void>> {
  const { dataDir } = config;
  const folder = JSON.stringify(dataDir);
  const onWait = () => console.log(`Another Catalog Deck uses the data folder ${folder}: waiting for it to end.`);
  let release: Awaited<ReturnType<typeof lockDataFolder>>;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    release = await lockDataFolder(dataDir, { waitMs: predecessorMs, onWait });
  } catch (error) {
    throw storageFailure(error, config);
  }
  if (release !== undefined) return async () => release();
  throw new ConfigError(
    "DATA_DIR",
    `holds ${folder}, a data folder that another Catalog Deck is using`,
    "name a folder of its own; several instances share a PostgreSQL database instead (DATABASE_URL)",
  );
}

async function openConfiguredStore(config: Config, onStatement?: Tracing["onStatement"]): Promise<Store> {
  try {
    return await openStore(config.database, {
      log: onStatement,
      before: copyBeforeMigrating(config.database, console.log),
    });
  } catch (error) {
    throw storageFailure(error, config);
  }
}

/** Asked before anything is opened: a second start must not touch the data of the first. */
async function demandFreePort(
  { host, port }: { host: string; port: number },
  settings?: SettingsOfListener,
): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject).listen({ host, port }, () => probe.close(() => resolve()));
    });
  } catch (error) {
    throw listenFailure(error, { host, port }, settings);
  }
}

/** Opens the port of the metrics, if they have one. Gives what closes it. */
async function openMetrics(app: FastifyInstance, config: MetricsConfig): Promise<() => Promise<unknown>> {
  try {
    const listening = await listenForMetrics(app.metrics, config);
    return async () => listening?.close();
  } catch (error) {
    throw config.listener === undefined ? error : listenFailure(error, config.listener, settingsOfMetrics);
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw listenFailure(error, { host, port });
  }
}

/** Prints where the server is, the link by which the first account is made and, in the demo, who may sign in. */
function announce(app: FastifyInstance, { demo, port, publicUrl }: Config, setUpToken: string | undefined): void {
  const address = app.server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  const url = new URL(publicUrl);
  if (port === 0 && url.port === "0") url.port = String(actualPort);
  const base = url.href.replace(/\/$/, "");
  console.log(`Catalog Deck is ready: ${base}`);
  if (setUpToken !== undefined) {
    console.log("There is no account yet. Create the first one, an administrator, within 24 hours at:");
    // Behind the # it is sent to no server, so that no log of one keeps it.
    console.log(`  ${base}/set-up#${setUpToken}`);
  }
  if (!demo) return;
  console.log("This is the demo, on a simulated Citrix Cloud. Sign in as:");
  for (const { username, password, role } of demoAccounts) console.log(`  ${username} / ${password}  (${role})`);
}
