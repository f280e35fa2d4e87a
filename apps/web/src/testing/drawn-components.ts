/** What React's renderer tells developer tools about a component in the tree: only what is read here. */
interface Fiber {
  tag: number;
  type: unknown;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

/** React sets it on a component whose function it has called in this commit (React's own "PerformedWork"). */
const performedWork = 1;
/** Function components, and those wrapped in `memo` or `forwardRef`. */
const functionTags = new Set([0, 11, 14, 15]);

let drawn: string[] | undefined;

function nameOf(type: unknown): string {
  if (typeof type === "function") return type.name;
  const wrapped = type as { displayName?: string; type?: unknown; render?: unknown } | null;
  return wrapped?.displayName ?? nameOf(wrapped?.type ?? wrapped?.render ?? Object);
}

/** Where the children are those of the commit before, React has not gone further down. */
function note(fiber: Fiber, names: string[]): void {
  if (functionTags.has(fiber.tag) && (fiber.flags & performedWork) !== 0) names.push(nameOf(fiber.type));
  if (fiber.child === fiber.alternate?.child) return;
  for (let child = fiber.child; child; child = child.sibling) note(child, names);
}

// React looks for this when it is loaded, so this file is set up before anything that imports React.
Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: (_renderer: number, root: { current: Fiber }) => {
      if (drawn) note(root.current, drawn);
    },
    onCommitFiberUnmount: () => {},
  },
});

/** The names of the components that React draws while `happens` runs, each as often as it was drawn. */
export async function drawnWhile(happens: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  drawn = names;
  await happens();
  drawn = undefined;
  return names;
}
