import type { ImageUpdateRequest } from "@catalog-deck/contract";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { Authority } from "../identity/authority.ts";
import type { Requester } from "../identity/requester.ts";
import type { SharedImages } from "./request-checks.ts";

/** Who asks for an image update, and with what. `key` is the Idempotency-Key. */
export interface StartRequest extends Pick<Requester, "actor">, Partial<Omit<Requester, "actor">> {
  connection: CitrixConnection;
  catalogId: string;
  key: string;
  body: ImageUpdateRequest;
  /** Asked again when the intent is committed and right before the first byte is sent. */
  authority: Authority;
  /** The rollout that it belongs to. Its key belongs to the rollout then, not to the person. */
  rolloutId?: string;
  /** Images that were read for this request and others with it; else they are read for it alone. */
  images?: SharedImages;
}
