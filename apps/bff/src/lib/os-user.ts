import { userInfo } from "node:os";

/** Who runs this process, by the operating system. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
