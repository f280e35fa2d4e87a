import { z } from "zod";

export const Role = z.enum(["admin", "helpdesk"]);
/** `admin` may do everything, `helpdesk` may look. */
export type Role = z.infer<typeof Role>;

export const SignInMethod = z.enum(["password", "oidc"]);
/** How somebody signed in: with an account of this server, or at the company's identity provider. */
export type SignInMethod = z.infer<typeof SignInMethod>;

export const SignInMethods = z
  .object({
    methods: z.array(
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("password") }),
        z.object({ kind: z.literal("oidc"), label: z.string(), href: z.string() }),
      ]),
    ),
    demo: z
      .object({ accounts: z.array(z.object({ username: z.string(), password: z.string(), role: Role })) })
      .optional(),
  })
  .meta({ id: "SignInMethods" });
export type SignInMethods = z.infer<typeof SignInMethods>;

export const Credentials = z
  .strictObject({ username: z.string().min(1).max(200), password: z.string().min(1).max(1024) })
  .meta({ id: "Credentials" });
export type Credentials = z.infer<typeof Credentials>;

export const Connection = z
  .object({
    id: z.string(),
    name: z.string(),
    customerId: z.string(),
    siteId: z.string().nullable().describe("null until Citrix has named the customer's site"),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;

export const Session = z
  .object({
    user: z.object({ id: z.string(), displayName: z.string(), role: Role }),
    method: SignInMethod.describe("how the person signed in"),
    csrfToken: z.string(),
    connections: z.array(Connection),
    demo: z.boolean(),
    expiresAt: z.iso.datetime().describe("when the session ends if nobody uses it any more"),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

/**
 * A browser sends this header (any value) with a request when the person has used the page since its last one. Only
 * such requests and changing ones count as use of the session; polling by itself does not.
 */
export const userActiveHeader = "x-user-active";
