import { z } from "zod";
import { PlainText } from "./identifiers.ts";

export const Role = z.enum(["admin", "helpdesk"]);
/** `admin` may do everything, `helpdesk` may look. */
export type Role = z.infer<typeof Role>;

export const SignInMethod = z.enum(["password", "oidc"]);
/** How someone signed in: with an account of this server, or at the company's identity provider. */
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
  .strictObject({ username: PlainText.min(1).max(200), password: PlainText.min(1).max(1024) })
  .meta({ id: "Credentials" });
export type Credentials = z.infer<typeof Credentials>;

export const Connection = z
  .object({
    id: z.string(),
    name: z.string(),
    customerId: z.string(),
    siteId: z.string().nullable().describe("null until Citrix has named the customer's site"),
    consoleUrl: z.url().optional().describe("Citrix Cloud's own console; absent where its address is not known"),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;

export const Session = z
  .object({
    user: z.object({
      id: z.string(),
      displayName: z.string(),
      username: z.string().optional().describe("of a local account: what its owner signs in with"),
      role: Role,
    }),
    method: SignInMethod.describe("how the person signed in"),
    display: z
      .boolean()
      .optional()
      .describe("true: the session of a screen on the wall, which may show the wallboard and nothing else"),
    csrfToken: z.string(),
    connections: z.array(Connection),
    demo: z.boolean(),
    clockOffBySeconds: z
      .int()
      .optional()
      .describe(
        "for administrators: how far the server's clock is ahead of its database's, when that is more than 30 s",
      ),
    expiresAt: z.iso.datetime().describe("when the session ends if it is not used"),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

/**
 * A browser sends this header (any value) with a request when the person has used the page since its last one. Only
 * such requests and changing ones count as use of the session; polling by itself does not.
 */
export const userActiveHeader = "x-user-active";

/** Why the identity provider's way ended on the sign-in page; its `problem` parameter. */
export const SignInProblem = z.enum([
  "no-role",
  "too-many-groups",
  "provider-unreachable",
  "cancelled",
  "expired",
  "refused",
  "unavailable",
  "overloaded",
]);
export type SignInProblem = z.infer<typeof SignInProblem>;

/** Why there is no connection to the identity provider; the sign-in page's `cause`. No host: anybody may see this page. */
export const SignInCause = z.enum(["name", "connection", "tls", "certificate", "certificate-authority", "proxy"]);
export type SignInCause = z.infer<typeof SignInCause>;

export const OidcStartQuery = z.strictObject({
  returnTo: z
    .string()
    .max(4000)
    .optional()
    .describe("a path of this site to go to afterwards; anything else is ignored"),
  another: z.literal("1").optional().describe("the provider asks who it is, even when it knows"),
});

/** What the provider sends the browser back with (OAuth 2.0, section 4.1.2; RFC 9207); it may add more. */
export const OidcCallbackQuery = z.looseObject({
  code: z.string().optional(),
  state: z.string().optional(),
  iss: z.string().optional(),
  error: z.string().optional(),
});

export const ProviderSignOut = z
  .object({
    signOutUrl: z
      .string()
      .nullable()
      .describe("where the browser goes to end the provider's session too; null: nowhere"),
  })
  .meta({ id: "ProviderSignOut" });
export type ProviderSignOut = z.infer<typeof ProviderSignOut>;

/** OpenID Connect Back-Channel Logout 1.0, section 2.5. */
export const BackChannelLogout = z.looseObject({ logout_token: z.string().min(1).max(16_384) });
