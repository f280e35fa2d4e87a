import { refusedError } from "./errors.ts";
import { WireUpdateImageBody } from "./wire.ts";

/** `vdaUpdateDelay` is in minutes, -1 for natural reboot, 0 for at once. */
export interface CitrixUpdateRequest {
  imageId: string;
  citrixPrepared: boolean;
  vdaUpdateDelay: number;
  warningTitle?: string | undefined;
  warningMessage?: string | undefined;
}

/**
 * The JSON of an update. Checked before it is sent: JSON would turn a delay that is not a number into null, which Citrix
 * takes for 0, everyone logged off now.
 * @throws CatalogServiceError `refused`, naming the first field that is not usable
 */
export function updateBody(update: CitrixUpdateRequest, transactionId: string): string {
  const body = WireUpdateImageBody.safeParse({
    TemplateId: update.imageId,
    CitrixPrepared: update.citrixPrepared,
    VdaUpdateDelay: update.vdaUpdateDelay,
    WarningTitle: update.warningTitle,
    WarningMessage: update.warningMessage,
  });
  if (body.success) return JSON.stringify(body.data);
  throw refusedError(`startImageUpdate: ${body.error.issues[0]?.path.join(".")} is not usable`, transactionId);
}
