/** What `pnpm audit --json` said: that nothing is known, what is known, or why the registry could not be asked. */
export type AuditAnswer =
  | { kind: "none" }
  | { kind: "known"; advisories: string[] }
  | { kind: "could not be asked"; why: string };

interface AuditOutput {
  error?: { code?: string; message?: string };
  advisories?: Record<string, { module_name: string; severity: string; title: string; url: string }>;
}

/**
 * Reads the output of `pnpm audit --json`. A registry that has no audit endpoint, or that nobody reaches, is no answer:
 * that says nothing about the dependencies, and is told as such.
 */
export function readAudit(output: string): AuditAnswer {
  let said: AuditOutput;
  try {
    said = JSON.parse(output.slice(output.indexOf("{"))) as AuditOutput;
  } catch {
    return { kind: "could not be asked", why: output.trim().split("\n").at(-1) || "it said nothing" };
  }
  if (said.advisories === undefined) {
    return { kind: "could not be asked", why: said.error?.message ?? "its answer holds no advisories" };
  }
  const advisories = Object.values(said.advisories).map(
    ({ module_name, severity, title, url }) => `${module_name}: ${severity}: ${title} (${url})`,
  );
  return advisories.length === 0 ? { kind: "none" } : { kind: "known", advisories };
}
