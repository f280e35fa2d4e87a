/** A document that a text refers to, and the section of it; `anchor` is empty for the whole document. */
export interface Citation {
  path: string;
  anchor: string;
}

/** The documents that a source file's comments and strings name: `citrix-api.md`, `citrix-api.md#update-body`. */
export function citationsIn(source: string): Citation[] {
  return [...source.matchAll(/(?<![\w*/.-])([\w./-]*\w\.md)\b(?:#([\w-]+))?/g)].map(([, path = "", anchor = ""]) => ({
    path,
    anchor,
  }));
}

/** The links of a Markdown document that lead into the repository. */
export function linksIn(markdown: string): Citation[] {
  return [...markdown.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = "", anchor = ""]) => ({
    path,
    anchor,
  }));
}

/** The anchors of a Markdown document's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of markdown.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}
