import type { Catalog, Image, UpdateRule } from "@catalog-deck/contract";
import { checkEligibility } from "@catalog-deck/domain";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ShownCatalogList } from "../../api/catalogs.ts";
import type { WithoutAge } from "../../api/freshness.ts";
import type { ImageWithUses } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { ProblemState } from "../../shared/problem-state.tsx";
import { UpdateManyButton } from "../../shared/selection/update-many-button.tsx";
import { useMayUpdate } from "../../shared/signed-in.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useFirstOf } from "./first-of.tsx";
import { isOnItsWayTo } from "./image-list.ts";

interface CatalogsThatCouldMoveProps {
  image: ImageWithUses;
  catalogs: UseQueryResult<WithoutAge<ShownCatalogList>>;
  images: readonly Image[] | undefined;
}

/** The catalogs that could move to the image; an administrator opens the update form from here. */
export function CatalogsThatCouldMove({ image, catalogs, images }: CatalogsThatCouldMoveProps) {
  if (image.state !== "Ready") {
    return (
      <PageSection title={m.could_move()}>
        <p className="text-muted">{m.could_move_none_now()}</p>
      </PageSection>
    );
  }
  if (catalogs.data === undefined || images === undefined) {
    const { error } = catalogs;
    return (
      <PageSection title={m.could_move()}>
        {error ? (
          <ProblemState
            title={m.catalogs_not_read()}
            error={error}
            busy={catalogs.isFetching}
            onRetry={() => void catalogs.refetch()}
          />
        ) : (
          <Skeleton className="h-60 rounded-card" />
        )}
      </PageSection>
    );
  }
  const staleData = catalogs.data.stale || image.stale;
  const { possible, impossible } = movesTo(image, { catalogs: catalogs.data.items, images, staleData });
  return (
    <PageSection
      title={m.could_move()}
      note={m.catalogs_count({ count: possible.length })}
      actions={<UpdateManyButton catalogs={possible.map(({ catalog }) => catalog)} imageId={image.id} />}
    >
      {possible.length === 0 ? (
        <p className="text-muted">{m.could_move_none()}</p>
      ) : (
        <PossibleMoves image={image} moves={possible} />
      )}
      {impossible.length === 0 ? null : <ImpossibleMoves moves={impossible} />}
    </PageSection>
  );
}

function PossibleMoves({ image, moves }: { image: Image; moves: readonly PossibleMove[] }) {
  const mayUpdate = useMayUpdate();
  const { shown, more } = useFirstOf(moves);
  return (
    <>
      <ul className="rounded-card border border-hair bg-surface shadow-card">
        {shown.map(({ catalog, warnings }) => (
          <li
            key={catalog.id}
            className="flex items-center justify-between gap-x-4 gap-y-2 max-sm:flex-col max-sm:items-start border-hair border-b px-4 py-2 last:border-b-0"
          >
            <div className="min-w-0">
              <p className="wrap-anywhere">
                <Link
                  translate="no"
                  to="/catalogs/$catalogId"
                  params={{ catalogId: catalog.id }}
                  className="font-semibold text-text hover:underline"
                >
                  {catalog.name}
                </Link>{" "}
                <span className="text-muted">
                  {m.now_on({ image: catalog.templateImageName ?? m.no_image() })}
                  {catalog.imageVdaVersion === undefined ? "" : ` · VDA ${catalog.imageVdaVersion}`}
                  {catalog.totalMachinesInCatalog === undefined
                    ? ""
                    : ` · ${m.machines_count({ count: catalog.totalMachinesInCatalog })}`}
                </span>
              </p>
              {warnings.filter(isOfThisMove).map((rule) => (
                <p key={rule.code} className="text-muted text-sm">
                  <TriangleAlert
                    aria-hidden="true"
                    className="mr-1.5 inline-block size-3.5 align-[-0.15em] text-warn"
                  />
                  {rule.message}
                </p>
              ))}
            </div>
            {mayUpdate ? (
              <Link
                to="/catalogs/$catalogId/update"
                params={{ catalogId: catalog.id }}
                search={{ toImage: image.id }}
                aria-label={m.update_image_of({ catalog: catalog.name })}
                className={buttonClasses("secondary", "small")}
              >
                {m.update_image()}
              </Link>
            ) : null}
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}

/** That the data is old is said once, above the list. */
function isOfThisMove(rule: UpdateRule): boolean {
  return rule.code !== "stale-data";
}

function ImpossibleMoves({ moves }: { moves: readonly ImpossibleMove[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer text-muted hover:text-text">
        {m.why_others_cannot({ count: moves.length })}
      </summary>
      <ul className="mt-2 rounded-card border border-hair bg-surface shadow-card">
        {(open ? moves : []).map(({ catalog, reason }) => (
          <li key={catalog.id} className="border-hair border-b px-4 py-2 last:border-b-0">
            <span translate="no" className="font-medium wrap-anywhere">
              {catalog.name}
            </span>{" "}
            <span className="text-muted">{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A catalog that may move to the image, with the warnings an administrator would have to acknowledge. */
interface PossibleMove {
  catalog: Catalog;
  warnings: readonly UpdateRule[];
}

/** A catalog that may not, with the first reason. */
interface ImpossibleMove {
  catalog: Catalog;
  reason: string;
}

// A fixed language: the order must not depend on the machine that sorts.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * Splits the catalogs that neither use `image` nor are on their way to it into those that could move to it (no blocking rule of
 * citrix-api.md#rules-before-an-update) and those that could not; by name. `images` gives the images in use, where known.
 */
function movesTo(
  image: Image,
  facts: { catalogs: readonly Catalog[]; images: readonly Image[]; staleData: boolean },
): { possible: PossibleMove[]; impossible: ImpossibleMove[] } {
  const imagesById = new Map(facts.images.map((known) => [known.id, known]));
  const possible: PossibleMove[] = [];
  const impossible: ImpossibleMove[] = [];
  const others = facts.catalogs.filter((catalog) => catalog.imageId !== image.id && !isOnItsWayTo(catalog, image));
  for (const catalog of others.toSorted((a, b) => byName.compare(a.name, b.name))) {
    const currentImage = imagesById.get(catalog.imageId ?? "");
    const rules = checkEligibility({ catalog, image, currentImage, staleData: facts.staleData });
    const block = rules.find((rule) => rule.severity === "block");
    if (block === undefined) possible.push({ catalog, warnings: rules });
    else impossible.push({ catalog, reason: block.message });
  }
  return { possible, impossible };
}
