import type { CatalogGroup } from "../features/catalogs/catalog-list.ts";
import { useHeldLayout } from "../features/catalogs/held-layout.ts";

/** A small list that is held like the catalogs page. */
export function HeldList({ groups, question = "" }: { groups: readonly CatalogGroup[]; question?: string }) {
  const { layout, waiting, release, holdProps } = useHeldLayout(groups, question, () => true);
  return (
    <section aria-label="list" {...holdProps}>
      <output>{layout.map((one) => `${one.key}:${one.ids.join("")}`).join(" ")}</output>
      {waiting ? (
        <button type="button" onClick={release}>
          show
        </button>
      ) : null}
      <input aria-label="inside" />
    </section>
  );
}
