/** Translates a page as browsers do: each text is taken out and an element with other words put in its place. */
export async function translatePage(page: Node): Promise<void> {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("[translate=no], font, script, style")
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.parentNode?.insertBefore(outer, text);
    text.parentNode?.removeChild(text);
  }
  // A translator works in a task of its own.
  await new Promise((done) => queueMicrotask(() => done(undefined)));
}
