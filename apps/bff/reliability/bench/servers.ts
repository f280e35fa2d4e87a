import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@catalog-deck/simulator";
import type { DatabasePlace } from "../../src/config/database-place.ts";
import { RealPostgres } from "../../src/testing/postgres.ts";
import { BffProcess } from "../crash/bff-process.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../soak/simulator-process.ts";
import { signInPeople } from "./pages.ts";
import { type PeerSettings, type Server, startPeer } from "./peers.ts";

/** The account that our server makes at its first start. */
const account = { username: "ada", password: "correct horse battery" };
const secret = "the forty bytes of every server's secret";

/** Ours, with people who are signed in beside the one that loads it. */
export interface OurServer extends Server {
  cookies: readonly string[];
}

export interface ServersOptions {
  catalogs: number;
  /** Ours a second time, on PostgreSQL. */
  postgres: boolean;
  /** How many people are signed in at each of ours. */
  people?: number;
}

export interface Servers {
  ours: OurServer;
  onPostgres: OurServer | undefined;
  bare: Server;
  session: Server;
  passThrough: Server;
  stop(): Promise<void>;
}

/** Starts all servers on one simulated Citrix Cloud that rests, so that its list stays as it is. */
export async function startServers({ catalogs, postgres, people = 0 }: ServersOptions): Promise<Servers> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const keep = <Closable extends { stop(): Promise<unknown> }>(one: Closable): Closable => {
    closers.push(() => one.stop());
    return one;
  };
  try {
    const citrix = keep(await startSimulatorProcess(catalogs, 90_000));
    await letRest(citrix);
    const folder = await mkdtemp(join(tmpdir(), "catalog-deck-bench-"));
    closers.push(() => rm(folder, { recursive: true }));
    const dataDir = join(folder, "data");
    const start = async (name: string, place: DatabasePlace, env: Record<string, string>) =>
      keep(await startOurs(name, place, { settings: { ...citrix.env, ...env }, people }));
    const file = join(dataDir, "catalog-deck.sqlite");
    const ours = await start("ours", { kind: "sqlite", file }, { DATA_DIR: dataDir });
    let onPostgres: OurServer | undefined;
    if (postgres) {
      const database = await RealPostgres.start();
      closers.push(() => database.close());
      const url = database.url();
      onPostgres = await start("ours, PostgreSQL", { kind: "postgres", url }, { DATABASE_URL: url });
    }
    const list = await fetch(ours.url, { headers: ours.headers });
    const text = join(folder, "list.json");
    await writeFile(text, Buffer.from(await list.arrayBuffer()));
    const peer = async (settings: PeerSettings) => keep(await startPeer(settings));
    const [bare, session] = [await peer({ kind: "bare", file: text }), await peer({ kind: "session", file: text })];
    const passThrough = await peer({ kind: "pass-through", ...(await wayToList(citrix.env)) });
    return { ours, onPostgres, bare, session, passThrough, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends all work of the fleet: while something updates, lists are read every few seconds and differ. */
async function letRest({ control }: SimulatorProcess): Promise<void> {
  for (const { id, state } of await control.catalogs()) {
    if (state === "Processing") await control.patchCatalog(id, { state: "Active", subState: null });
  }
}

async function startOurs(
  name: string,
  place: DatabasePlace,
  { settings, people }: { settings: Record<string, string>; people: number },
): Promise<OurServer> {
  const { username, password } = account;
  const initial = { INITIAL_ADMIN_USERNAME: username, INITIAL_ADMIN_PASSWORD: password };
  const env = { ...settings, ...initial, SESSION_SECRET: secret, LOG_LEVEL: "info" };
  const server = new BffProcess(await freePort(), env);
  try {
    await server.start();
    return {
      name,
      pid: server.pid ?? 0,
      url: `${server.url}/api/connections/default/catalogs`,
      headers: { cookie: await signIn(server.url, account) },
      cookies: await signInPeople(place, secret, people),
      stop: async () => void (await server.end("SIGINT")),
    };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** Signs in, and gives the cookie. */
async function signIn(url: string, credentials: typeof account): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(credentials),
  });
  if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}: ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
}

/** The address of the list at the simulated Citrix Cloud, and a token for it. */
async function wayToList(env: Record<string, string>): Promise<{ upstream: string; path: string; token: string }> {
  const { CITRIX_API_BASE_URL: upstream = "", CITRIX_CUSTOMER_ID: customer = "" } = env;
  const given = await fetch(`${upstream}/cctrustoauth2/${customer}/tokens/clients`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: env.CITRIX_CLIENT_ID ?? "",
      client_secret: env.CITRIX_CLIENT_SECRET ?? "",
    }),
  });
  const { access_token: token } = (await given.json()) as { access_token: string };
  const sites = await fetch(`${upstream}/catalogservice/${customer}/sites`, {
    headers: { authorization: `CwsAuth Bearer=${token}` },
  });
  const { items } = (await sites.json()) as { items: { id: string }[] };
  return { upstream, path: `/catalogservice/${customer}/${items[0]?.id}/managedcatalogs`, token };
}
