/** Vite's build manifest (https://vite.dev/guide/backend-integration): source module or chunk name -> what was made of it. */
export type Manifest = Record<
  string,
  { file: string; isEntry?: boolean; imports?: string[]; dynamicImports?: string[]; css?: string[] }
>;

/** The page that a person waits for; it may be a chunk of its own. */
const catalogsPage = /(^|\/)pages\/catalogs\/[^/]*page[^/]*\.tsx$/i;

/**
 * The files that a browser needs before the catalogs page shows: every entry, the catalogs page where it is loaded
 * lazily, what those import statically, and the style sheets of all of them.
 */
export function neededFiles(manifest: Manifest): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) {
    if (chunk.isEntry || catalogsPage.test(key)) add(key);
  }
  return [...files];
}
