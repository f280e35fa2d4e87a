import type { ImageUpdateRequest } from "@catalog-deck/contract";
import { forgetInput, keepInput, keptInput } from "../../lib/kept-input.ts";
import { hasPace, isFields, type PaceOwner } from "../../shared/update-form/pace.ts";
import type { SentRequest } from "../../shared/update-form/use-submission.ts";
import type { FormState } from "./form-state.ts";

/** Whose form of which catalog is kept. Nobody else's page ever asks for it. */
export interface FormOwner extends PaceOwner {
  catalogId: string;
}

/** A form that was left or reloaded before it was sent. */
export interface FormDraft {
  /** ISO 8601. */
  savedAt: string;
  state: FormState;
}

const draftName = (owner: FormOwner, rollback: string | null) =>
  JSON.stringify(["draft", owner.personId, owner.connectionId, owner.catalogId, rollback]);
const sentName = (owner: FormOwner) => JSON.stringify(["sent", owner.personId, owner.connectionId, owner.catalogId]);

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
export function sentRequestOf(owner: FormOwner): SentRequest<ImageUpdateRequest> | null {
  const kept = keptInput("tab", sentName(owner));
  return isSentRequest(kept) ? kept : null;
}

/** null forgets it. */
export function keepSent(owner: FormOwner, sent: SentRequest<ImageUpdateRequest> | null): void {
  if (sent === null) forgetInput("tab", sentName(owner));
  else keepInput("tab", sentName(owner), sent);
}

function isFormState(value: unknown): value is FormState {
  return (
    isFields(value) &&
    hasPace(value) &&
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

function isSentRequest(value: unknown): value is SentRequest<ImageUpdateRequest> {
  return (
    isFields(value) &&
    typeof value.key === "string" &&
    isFields(value.body) &&
    typeof value.body.imageId === "string" &&
    typeof value.body.vdaUpdateDelay === "number" &&
    isTextOrNull(value.body.expectedImageId)
  );
}
