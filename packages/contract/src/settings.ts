import { z } from "zod";
import { PlainText } from "./identifiers.ts";

export const NotificationChoice = z.enum(["all", "mine", "none"]);
/** Whose ended updates the browser tells a person about: everyone's, those that the person started, or nobody's. */
export type NotificationChoice = z.infer<typeof NotificationChoice>;

/** How many views one person may keep for a connection. */
export const mostSavedViews = 50;

export const SavedView = z.strictObject({
  name: PlainText.trim().min(1).max(80),
  search: z
    .string()
    .max(1_000)
    .regex(/^[\x21-\x7e]*$/, "must be the parameters of an address, percent-encoded")
    .describe("search, filters, sorting and layout of the catalogs page as the parameters of its address"),
});
export type SavedView = z.infer<typeof SavedView>;

export const SavedViews = z
  .strictObject({
    views: z.array(SavedView).max(mostSavedViews),
    default: z.string().optional().describe("the name of the view that the catalogs page opens with"),
  })
  .refine(({ views }) => new Set(views.map(({ name }) => name)).size === views.length, {
    path: ["views"],
    message: "must have names that differ",
  })
  .refine((saved) => saved.default === undefined || saved.views.some(({ name }) => name === saved.default), {
    path: ["default"],
    message: "must be the name of one of the views",
  })
  .meta({ id: "SavedViews" });
/** A person's views of one connection's catalogs, in the order in which they were saved. */
export type SavedViews = z.infer<typeof SavedViews>;

export const NotificationSetting = z.strictObject({ choice: NotificationChoice }).meta({ id: "NotificationSetting" });
export type NotificationSetting = z.infer<typeof NotificationSetting>;

export const Settings = z
  .object({
    notifications: NotificationSetting.optional().describe("absent until the person has been asked"),
    savedViews: z.record(z.string(), SavedViews).describe("by connection"),
  })
  .meta({ id: "Settings" });
/** What a person has set for themselves. */
export type Settings = z.infer<typeof Settings>;
