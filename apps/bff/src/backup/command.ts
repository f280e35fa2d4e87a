import { ConfigError } from "../config/values.ts";
import { RefusedError } from "./backup.ts";

/**
 * Runs a command that takes one file at most, and gives its exit code. `main` gives undefined for a call without the file
 * that it needs.
 */
export async function runCommand(
  usage: string,
  main: (file: string | undefined) => Promise<number | undefined>,
): Promise<number> {
  // A package manager may pass the `--` on that ends its own options.
  const args = process.argv.slice(2).filter((arg) => arg !== "--");
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return 0;
  }
  const isWrong = args.length > 1 || args.some((arg) => arg.startsWith("-"));
  try {
    const code = isWrong ? undefined : await main(args[0]);
    if (code !== undefined) return code;
    console.error(usage);
    return 2;
  } catch (error) {
    console.error(troubleInWords(error));
    return 1;
  }
}

/** One line, without an address that may hold a password. */
function troubleInWords(error: unknown): string {
  if (error instanceof ConfigError || error instanceof RefusedError) return error.message;
  return `Nothing was done: ${String((error as Error).message).replaceAll(/\s+/g, " ")}.`;
}
