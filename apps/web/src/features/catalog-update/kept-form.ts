import type { ImageUpdateRequest } from "@catalog-deck/contract";
import { forgetInput, keepInput, keptInput } from "../../lib/kept-input.ts";
import type { FormState, RestartChoice } from "./form-state.ts";

/** Whose form of which catalog is kept. Nobody else's page ever asks for it. */
export interface FormOwner {
  personId: string;
  connectionId: string;
  catalogId: string;
}

/** A form that was left or reloaded before it was sent. */
export interface FormDraft {
  /** ISO 8601. */
  savedAt: string;
  state: FormState;
}

/**
 * A request that has been sent and whose outcome this page does not know yet. Kept before it is sent, so that after a
 * reload in between the very same request goes out under the very same key, or none.
 */
export interface SentRequest {
  body: ImageUpdateRequest;
  key: string;
}

/** The pace and the message of the update that a person sent last. */
export type LastUsed = Pick<
  FormState,
  "restart" | "minutesText" | "warningTitle" | "warningMessage" | "isMessageTyped"
>;

const draftName = (owner: FormOwner, rollback: string | null) =>
  JSON.stringify(["draft", owner.personId, owner.connectionId, owner.catalogId, rollback]);
const sentName = (owner: FormOwner) => JSON.stringify(["sent", owner.personId, owner.connectionId, owner.catalogId]);
const lastUsedName = ({ personId, connectionId }: FormOwner) => JSON.stringify(["last-used", personId, connectionId]);

/**
 * The draft of this catalog's form; null where there is none, or an older page wrote it in another shape.
 * @param rollback id of the update that the form takes back; null for an ordinary update, whose draft is another one
 */
export function draftOf(owner: FormOwner, rollback: string | null): FormDraft | null {
  const kept = keptInput("tab", draftName(owner, rollback));
  return isDraft(kept) ? kept : null;
}

/** Keeps what the form holds. The typed name is not part of it: it confirms what is about to happen, and is asked anew. */
export function keepDraft(owner: FormOwner, rollback: string | null, state: FormState): void {
  const draft: FormDraft = { savedAt: new Date().toISOString(), state: { ...state, typedName: "" } };
  keepInput("tab", draftName(owner, rollback), draft);
}

/** Forgets the draft, and with it what was sent: the update has started, or the person has let go of it. */
export function forgetForm(owner: FormOwner, rollback: string | null): void {
  forgetDraft(owner, rollback);
  keepSent(owner, null);
}

/** Forgets the draft alone. */
export function forgetDraft(owner: FormOwner, rollback: string | null): void {
  forgetInput("tab", draftName(owner, rollback));
}

/** The request of this catalog whose outcome is not known. */
export function sentRequestOf(owner: FormOwner): SentRequest | null {
  const kept = keptInput("tab", sentName(owner));
  return isSentRequest(kept) ? kept : null;
}

/** Keeps it, or forgets it (null). */
export function keepSent(owner: FormOwner, sent: SentRequest | null): void {
  if (sent === null) forgetInput("tab", sentName(owner));
  else keepInput("tab", sentName(owner), sent);
}

/** What this person sent last through this connection, in this browser. */
export function lastUsedBy(owner: FormOwner): LastUsed | null {
  const kept = keptInput("browser", lastUsedName(owner));
  return isLastUsed(kept) ? kept : null;
}

/** Keeps pace and message for the next form. "Right now" is nothing to offer again. */
export function keepLastUsed(owner: FormOwner, state: FormState): void {
  if (state.restart === "rightNow") return;
  const { restart, minutesText, warningTitle, warningMessage, isMessageTyped } = state;
  const used: LastUsed = { restart, minutesText, warningTitle, warningMessage, isMessageTyped };
  keepInput("browser", lastUsedName(owner), used);
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

const paces: ReadonlySet<unknown> = new Set<RestartChoice>(["asUsersLogOff", "spread", "rightNow"]);

function isLastUsed(value: unknown): value is LastUsed {
  return isFields(value) && hasPaceAndMessage(value);
}

function hasPaceAndMessage(value: Fields): boolean {
  return (
    paces.has(value.restart) &&
    typeof value.minutesText === "string" &&
    typeof value.warningTitle === "string" &&
    typeof value.warningMessage === "string" &&
    typeof value.isMessageTyped === "boolean"
  );
}

function isFormState(value: unknown): value is FormState {
  return (
    isFields(value) &&
    hasPaceAndMessage(value) &&
    isFields(value.seen) &&
    isTextOrNull(value.seen.id) &&
    typeof value.seen.name === "string" &&
    isTextOrNull(value.imageId) &&
    typeof value.reason === "string" &&
    typeof value.typedName === "string" &&
    Array.isArray(value.acknowledged) &&
    value.acknowledged.every((code) => typeof code === "string")
  );
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isDraft(value: unknown): value is FormDraft {
  return isFields(value) && typeof value.savedAt === "string" && isFormState(value.state);
}

function isSentRequest(value: unknown): value is SentRequest {
  return (
    isFields(value) &&
    typeof value.key === "string" &&
    isFields(value.body) &&
    typeof value.body.imageId === "string" &&
    typeof value.body.vdaUpdateDelay === "number" &&
    isTextOrNull(value.body.expectedImageId)
  );
}
