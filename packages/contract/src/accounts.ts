import { z } from "zod";
import { Role, SignInMethod } from "./session.ts";

/** The least and the most characters of a password; what it consists of is the person's business (NIST SP 800-63B). */
const password = z.string().min(12, "must have at least 12 characters").max(1024, "must have at most 1024 characters");

/** What control characters, invisible ones and text direction marks would make unreadable elsewhere. */
const displayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, "must not contain invisible characters");

/** A new user name. Latin letters only: one of another script can look the same and be another account. */
const username = z
  .string()
  .max(64)
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[\p{Script=Latin}\p{Nd}][\p{Script=Latin}\p{M}\p{Nd}._@+-]*$/u,
    "must begin with a Latin letter or digit, then have letters, digits and . _ @ + -",
  );

export const Account = z
  .object({
    id: z.string(),
    username: z.string(),
    displayName: z.string(),
    role: Role,
    display: z
      .boolean()
      .optional()
      .describe(
        "true: for a screen on the wall. Its sessions may read the wallboard and nothing else, and do not idle out",
      ),
    disabled: z.boolean(),
    createdAt: z.iso.datetime(),
    passwordChangedAt: z.iso.datetime(),
    lastSignedInAt: z.iso.datetime().optional(),
    version: z
      .int()
      .describe("counts the changes; send it with a change, which is refused if it is based on an older version"),
  })
  .meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

export const AccountList = z.object({ items: z.array(Account) }).meta({ id: "AccountList" });
export type AccountList = z.infer<typeof AccountList>;

export const NewAccount = z
  .strictObject({
    username,
    displayName: displayName.optional(),
    role: Role,
    display: z.boolean().optional(),
    password,
  })
  .refine(({ role, display }) => display !== true || role === "helpdesk", {
    path: ["role"],
    message: "must be helpdesk for a display account",
  })
  .meta({ id: "NewAccount" });
export type NewAccount = z.infer<typeof NewAccount>;

export const AccountChange = z
  .strictObject({
    displayName: displayName.optional(),
    role: Role.optional(),
    display: z.boolean().optional(),
    disabled: z.boolean().optional(),
    version: z.int().optional(),
  })
  .refine(
    ({ displayName, role, display, disabled }) => [displayName, role, display, disabled].some((it) => it !== undefined),
    { message: "must change something: displayName, role, display or disabled" },
  )
  .meta({ id: "AccountChange" });
export type AccountChange = z.infer<typeof AccountChange>;

export const NewPassword = z.strictObject({ password }).meta({ id: "NewPassword" });
export type NewPassword = z.infer<typeof NewPassword>;

export const PasswordChange = z
  .strictObject({ currentPassword: z.string().min(1).max(1024), newPassword: password })
  .meta({ id: "PasswordChange" });
export type PasswordChange = z.infer<typeof PasswordChange>;

export const OwnSession = z
  .object({
    id: z.string(),
    current: z.boolean().describe("the session of this request"),
    method: SignInMethod,
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    address: z.string(),
    browser: z.string().describe("the browser and its system in English words"),
    program: z.string().optional().describe("the browser's name, when it is one that is known"),
    system: z.string().optional().describe("the system that it runs on, when it is one that is known"),
  })
  .meta({ id: "OwnSession" });
export type OwnSession = z.infer<typeof OwnSession>;

export const OwnSessionList = z.object({ items: z.array(OwnSession) }).meta({ id: "OwnSessionList" });
export type OwnSessionList = z.infer<typeof OwnSessionList>;

/** The id of a session in a path: a SHA-256 in hexadecimal. */
export const SessionId = z.string().regex(/^[0-9a-f]{64}$/, "must be a session's id");

export const SetUp = z
  .strictObject({ token: z.string().min(1).max(200), username, displayName: displayName.optional(), password })
  .meta({ id: "SetUp" });
/** Makes the first account, by the link that the server printed at its start. */
export type SetUp = z.infer<typeof SetUp>;
