/** The element that a translator has put in the place of a text, and all the texts that one element stands for. */
const standIns = new WeakMap<Node, Element>();
const originals = new WeakMap<Element, Text[]>();

/**
 * Lets the page live on while a browser translates it. A translator takes text nodes out and puts `font` elements in their
 * place; React knows only the nodes: what it writes to them would never be seen, and to take one out, or to put something
 * before it, fails (facebook/react#11538). So a text that React touches is put back first, where the translator finds it
 * again. Nothing of ours is a `font`.
 */
export function surviveTranslation(page: Node): void {
  const replaced = new MutationObserver(note);
  replaced.observe(page, { childList: true, subtree: true });
  const written = new MutationObserver((records) => {
    for (const { target } of records) putBack(target);
  });

  function note(records: readonly MutationRecord[]): void {
    const fresh = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]).filter(isFont));
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const standIn = [...addedNodes, previousSibling, nextSibling].filter(isFont).find((font) => fresh.has(font));
      if (standIn === undefined) continue;
      const texts = [...removedNodes].filter((node) => node instanceof Text && node.parentNode === null) as Text[];
      originals.set(standIn, [...(originals.get(standIn) ?? []), ...texts]);
      for (const text of texts) {
        standIns.set(text, standIn);
        written.observe(text, { characterData: true });
      }
    }
  }

  function find(node: Node): void {
    if (node.parentNode !== null || !(node instanceof Text)) return;
    note(replaced.takeRecords());
    putBack(node);
  }

  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    find(child);
    return removeChild.call(this, child) as T;
  };
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, before: Node | null): T {
    if (before !== null) find(before);
    return insertBefore.call(this, node, before) as T;
  };
}

function putBack(text: Node): void {
  const standIn = standIns.get(text);
  if (text.parentNode !== null || standIn === undefined) return;
  standIn.replaceWith(...(originals.get(standIn) ?? []).filter(({ parentNode }) => parentNode === null));
}

function isFont(node: Node | null): node is Element {
  return node instanceof Element && node.tagName === "FONT";
}
