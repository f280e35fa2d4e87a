import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";

/** An answer as a caller sees it. */
export interface SeenAnswer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

/** A simulator for one test, and a caller of it with a good token. Both end with the test. */
export interface TestCaller {
  simulator: Simulator;
  /** The catalog service's address of the customer, without a slash at the end. */
  customerUrl: string;
  siteUrl: string;
  token: string;
  get(url: string, headers?: Record<string, string>): Promise<SeenAnswer>;
  /** Sends `$updateImage` for the catalog; `query` defaults to `async=true`. */
  update(catalogId: string, body: unknown, query?: string, headers?: Record<string, string>): Promise<SeenAnswer>;
  catalogNamed(name: string): Promise<NamedCatalog>;
  imageNamed(name: string): Promise<{ id: string; linkedCatalogs: number; linkedCatalogsNames: string[] }>;
}

/** What tests look at in a catalog. */
interface NamedCatalog {
  id: string;
  name: string;
  state: string;
  subState: string | null;
  statusMessage: string | null;
  imageId: string | null;
  templateImageName: string | null;
  templateImageOs: string | null;
  taskCompletionPercentage: number | null;
  lastModifiedTime: string;
  transactionId: string;
  warnings: { type: string }[];
}

/** Asks the trust service for a token. */
export async function askForToken(simulator: Simulator, changed: Record<string, string> = {}): Promise<SeenAnswer> {
  const form = {
    grant_type: "client_credentials",
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    ...changed,
  };
  const url = `${simulator.baseUrl}/cctrustoauth2/${simulator.customerId}/tokens/clients`;
  return seen(await fetch(url, { method: "POST", body: new URLSearchParams(form) }));
}

/** Starts a simulator with a stepped clock (unless told otherwise) that is closed when the test has finished. */
export async function startTestCaller(options: SimulatorOptions = {}): Promise<TestCaller> {
  const simulator = await startSimulator({ clock: "stepped", ...options });
  onTestFinished(() => simulator.close());
  const { access_token: token } = (await askForToken(simulator)).json as { access_token: string };
  const customerUrl = `${simulator.baseUrl}/catalogservice/${simulator.customerId}`;
  const siteUrl = `${customerUrl}/${simulator.siteId}`;
  const authorization = `CwsAuth Bearer=${token}`;
  const get: TestCaller["get"] = async (url, headers = {}) =>
    seen(await fetch(url, { headers: { authorization, ...headers } }));
  return {
    simulator,
    customerUrl,
    siteUrl,
    token,
    get,
    update: async (catalogId, body, query = "async=true", headers = {}) =>
      seen(
        await fetch(`${siteUrl}/catalogs/${catalogId}/$updateImage?${query}`, {
          method: "POST",
          headers: {
            authorization,
            "content-type": "application/json; charset=utf-8",
            "citrix-transactionid": randomUUID(),
            ...headers,
          },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      ),
    catalogNamed: async (name) => itemNamed<NamedCatalog>(await get(`${siteUrl}/managedcatalogs`), name),
    imageNamed: async (name) =>
      itemNamed(await get(`${siteUrl}/images?includeCitrixPrepared=true&includeCustomerPrepared=true`), name),
  };
}

function itemNamed<Item>(answer: SeenAnswer, name: string): Item {
  const { items } = answer.json as { items: (Item & { name: string })[] };
  const item = items.find((candidate) => candidate.name === name);
  if (item === undefined) throw new Error(`nothing is named ${name}`);
  return item;
}

async function seen(response: Response): Promise<SeenAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson && text ? JSON.parse(text) : null };
}
