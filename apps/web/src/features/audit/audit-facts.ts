import type { AuditEntry, Fact } from "@catalog-deck/contract";
import { statedInWords } from "../../lib/stated-in-words.ts";

/** An image as an entry names it; the id is missing in entries of version 0.1. */
interface NamedImage {
  id?: string;
  name: string;
}

/** What an entry's details hold that the page knows how to show; each is absent where the entry does not say. */
export interface AuditFacts {
  customerId?: string;
  siteId?: string;
  catalogName?: string;
  /** null: the catalog had no image. */
  fromImage?: NamedImage | null;
  toImage?: NamedImage;
  vdaUpdateDelay?: number;
  state?: string;
  /** What was seen, in the page's language. */
  message?: string;
  reason?: string;
  outcome?: string;
  username?: string;
  method?: string;
  route?: string;
  account?: string;
  format?: string;
  /** Of a rollout. */
  name?: string;
  act?: string;
  count?: number;
  warningTitle?: string;
  warningMessage?: string;
}

const texts = [
  "customerId",
  "siteId",
  "catalogName",
  "state",
  "message",
  "reason",
  "outcome",
  "username",
  "name",
  "act",
  "method",
  "route",
  "format",
  "warningTitle",
  "warningMessage",
] as const;
const numbers = ["vdaUpdateDelay", "count"] as const;

/** Reads an entry's details. They come from the server's past versions too: what has another shape is left out. */
export function auditFactsOf({ details }: AuditEntry): AuditFacts {
  const facts: AuditFacts = {};
  for (const name of texts) {
    const value = details[name];
    if (typeof value === "string" && value !== "") facts[name] = value;
  }
  for (const name of numbers) {
    const value = details[name];
    if (typeof value === "number") facts[name] = value;
  }
  const seen = statedInWords({ fact: factOf(details.fact), message: facts.message });
  if (seen !== undefined) facts.message = seen;
  const [from, to] = [imageOf(details.fromImage), imageOf(details.toImage)];
  if (from) facts.fromImage = from;
  else if (details.fromImage === null) facts.fromImage = null;
  if (to) facts.toImage = to;
  const account = accountOf(details.account);
  if (account) facts.account = account;
  return facts;
}

/** Entries from before 0.2 have none. */
function factOf(value: unknown): Fact | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { code, params } = value as Partial<Fact>;
  return typeof code === "string" && typeof params === "object" ? (value as Fact) : undefined;
}

function imageOf(value: unknown): NamedImage | undefined {
  if (typeof value === "string") return { name: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name } = value as { id?: unknown; name?: unknown };
  const known = typeof id === "string" ? { id } : {};
  if (typeof name === "string") return { ...known, name };
  return known.id === undefined ? undefined : { ...known, name: known.id };
}

function accountOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { displayName, username } = value as { displayName?: unknown; username?: unknown };
  if (typeof displayName !== "string") return typeof username === "string" ? username : undefined;
  return typeof username === "string" && username !== displayName ? `${displayName} (${username})` : displayName;
}

/** "2026-11-23 13:05:12 UTC". */
export function utcOfEntry(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
