import type { ImageUpdateRequest } from "@catalog-deck/contract";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { Authority } from "../identity/authority.ts";

/** Who asks for an image update, and with what. `key` is the Idempotency-Key. */
export interface StartRequest {
  connection: CitrixConnection;
  catalogId: string;
  key: string;
  body: ImageUpdateRequest;
  /** Asked again when the intent is committed and right before the first byte is sent. */
  authority: Authority;
  actor: { id: string; displayName: string; role: "admin" | "helpdesk" };
  requestId: string;
  address: string;
}
