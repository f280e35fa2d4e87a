import { z } from "zod";

/**
 * A warning of a catalog. `type` is Citrix's word and may be one that nobody knows yet (citrix-api.md#catalog-warnings).
 */
export const CatalogWarning = z
  .object({
    type: z.string(),
    isDismissible: z.boolean().optional(),
    warningMessage: z.string().optional(),
    isError: z.boolean().optional(),
  })
  .meta({ id: "CatalogWarning" });
export type CatalogWarning = z.infer<typeof CatalogWarning>;
