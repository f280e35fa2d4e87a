import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { type Account, AccountChange, NewAccount, NewPassword, Role } from "@catalog-deck/contract";
import { passwordBytes, passwordFromBytes } from "@catalog-deck/domain";
import type { z } from "zod";
import { AuditLog } from "../../audit/audit-log.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { usernameKey } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { standingAuthority } from "../authority.ts";
import { AccountAdministration, type AskedBy } from "./administration.ts";

/** What the command prints for `--help` and after a wrong call. */
export const accountsUsage = `Local accounts of Catalog Deck, on the database that the server's variables name.
It works while the server runs and while it does not; what it does is written to the audit log.

  accounts list [--json]
  accounts create <user name> --role admin|helpdesk [--display] [--name "Display Name"] [--generate]
  accounts disable <user name>                 its sessions end at once
  accounts enable <user name>
  accounts role <user name> admin|helpdesk     its sessions end at once
  accounts display <user name> on|off          its sessions end at once
  accounts password <user name> [--generate]   its sessions end at once

A display is the account of a screen on the wall, of the role helpdesk: it shows the wallboard and nothing else, and
stays signed in for 30 days.

A password is asked for without being shown, or read as the first line of the standard input; --generate makes one and
prints it once. It is never an argument: those stand in the shell's history and in the list of processes.

Exit codes: 0 done, 1 not done, 2 wrong call.`;

export class WrongCallError extends Error {}

/** Something that the command will not do; the message says why. */
class RefusedError extends Error {}

export interface AccountsCommandOptions {
  /** Asked once the call is understood: a wrong one opens no database. */
  openStore: () => Promise<Store>;
  clock: Clock;
  /** Who runs the command, by the operating system. */
  osUser: string;
  askPassword: () => Promise<string>;
  print: (line: string) => void;
}

/** Runs one call. Throws WrongCallError, or an error whose message says why nothing was done. */
export async function runAccountsCommand(args: readonly string[], options: AccountsCommandOptions): Promise<void> {
  const action = understand(args);
  const store = await options.openStore();
  try {
    const { clock, osUser } = options;
    const administration = new AccountAdministration({ store, clock, audit: new AuditLog(store, clock) });
    const by: AskedBy = {
      actor: { id: "command-line", displayName: `Command line (${osUser})` },
      details: { by: "command line", osUser },
      authority: standingAuthority,
    };
    await action({ administration, by, ...options });
  } catch (error) {
    if (error instanceof HttpProblem) throw new RefusedError(error.detail);
    throw error;
  } finally {
    await store.destroy();
  }
}

type Action = (means: AccountsCommandOptions & { administration: AccountAdministration; by: AskedBy }) => Promise<void>;

function understand(args: readonly string[]): Action {
  const { values, positionals } = parse(args);
  const [verb = "", username, role, ...rest] = positionals;
  const takes = { list: 0, create: 1, disable: 1, enable: 1, role: 2, display: 2, password: 1 }[verb];
  if (takes === undefined)
    throw new WrongCallError(verb === "" ? "A command is missing." : `There is no "accounts ${verb}".`);
  if (positionals.length - 1 !== takes || rest.length > 0) {
    throw new WrongCallError(
      `"accounts ${verb}" takes ${["no name", "a user name", verb === "role" ? "a user name and a role" : "a user name and on or off"][takes]}.`,
    );
  }
  const allowed: Record<string, string[]> = {
    list: ["json"],
    create: ["role", "display", "name", "generate"],
    password: ["generate"],
  };
  const unknown = Object.keys(values).find((name) => !(allowed[verb] ?? []).includes(name));
  if (unknown !== undefined) throw new WrongCallError(`"accounts ${verb}" has no --${unknown}.`);

  if (verb === "list") return (means) => list(means, values.json ?? false);
  if (username === undefined) throw new WrongCallError("A user name is missing.");
  if (verb === "create") {
    const wanted = roleOf(values.role);
    const { name, display = false, generate = false } = values;
    return (means) => create(means, { username, role: wanted, display, displayName: name }, generate);
  }
  if (verb === "password") return (means) => setPassword(means, username, values.generate ?? false);
  if (verb === "role") {
    const wanted = roleOf(role);
    return (means) => change(means, username, { role: wanted }, `has the role ${wanted} now`);
  }
  if (verb === "display") {
    if (role !== "on" && role !== "off") throw new WrongCallError(`"accounts display" takes on or off.`);
    const words = role === "on" ? "is a display now" : "is no longer a display";
    return (means) => change(means, username, { display: role === "on" }, words);
  }
  const disabled = verb === "disable";
  return (means) => change(means, username, { disabled }, disabled ? "is disabled now" : "is enabled now");
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // A package manager may pass the `--` on that ends its own options.
      args: args[0] === "--" ? args.slice(1) : [...args],
      allowPositionals: true,
      options: {
        role: { type: "string" },
        display: { type: "boolean" },
        name: { type: "string" },
        generate: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new WrongCallError((error as Error).message);
  }
}

function roleOf(text: string | undefined): Role {
  const role = Role.safeParse(text);
  if (!role.success) throw new WrongCallError(`The role must be admin or helpdesk.`);
  return role.data;
}

const list = async (
  { administration, print }: { administration: AccountAdministration; print: (line: string) => void },
  json: boolean,
) => {
  const accounts = await administration.list();
  if (json) return print(JSON.stringify(accounts, null, 2));
  if (accounts.length === 0) return print("No accounts.");
  const rows = accounts.map(({ username, displayName, role, display, disabled, lastSignedInAt }) => [
    username,
    displayName,
    display === true ? `${role}, display` : role,
    disabled ? "disabled" : "enabled",
    lastSignedInAt ?? "never",
  ]);
  const table = [["USER NAME", "NAME", "ROLE", "ACCESS", "LAST SIGNED IN"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
};

const create = async (
  means: Parameters<Action>[0],
  wanted: { username: string; role: Role; display: boolean; displayName: string | undefined },
  generate: boolean,
) => {
  const password = await newPassword(means, generate);
  const { username, role, display, displayName } = wanted;
  const name = displayName === undefined ? {} : { displayName };
  const account = checked(NewAccount, { username, role, password, ...(display ? { display } : {}), ...name });
  await means.administration.create(account, means.by);
  means.print(`Account ${username} created with the role ${role}.`);
  if (generate) printPassword(means, password);
};

const setPassword = async (means: Parameters<Action>[0], username: string, generate: boolean) => {
  const { id } = await named(means.administration, username);
  const password = await newPassword(means, generate);
  await means.administration.setPassword(id, checked(NewPassword, { password }).password, means.by);
  means.print(`Account ${username} has a new password; its sessions have ended.`);
  if (generate) printPassword(means, password);
};

const change = async (means: Parameters<Action>[0], username: string, changes: AccountChange, words: string) => {
  const { id } = await named(means.administration, username);
  await means.administration.change(id, checked(AccountChange, changes), means.by);
  means.print(`Account ${username} ${words}.`);
};

async function named(administration: AccountAdministration, username: string): Promise<Account> {
  const account = (await administration.list()).find((one) => usernameKey(one.username) === usernameKey(username));
  if (account === undefined) throw new RefusedError(`There is no account ${username}.`);
  return account;
}

async function newPassword({ askPassword }: AccountsCommandOptions, generate: boolean): Promise<string> {
  return generate ? passwordFromBytes(randomBytes(passwordBytes)) : askPassword();
}

function printPassword({ print }: AccountsCommandOptions, password: string): void {
  print(`Password (shown only once): ${password}`);
}

/** What the contract takes; else says what is wrong, without the value: it may be a password. */
function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw new RefusedError(`The ${first?.path.join(".") || "call"} ${first?.message ?? "is not valid"}.`);
}
