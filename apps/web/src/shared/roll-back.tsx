import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { checkEligibility } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { itemsOf } from "../api/freshness.ts";
import { imagesQuery } from "../api/images.ts";
import * as m from "../i18n/messages.js";
import { buttonClasses } from "../ui/classes.ts";
import { useConnection, useMayUpdate } from "./signed-in.ts";

interface RollBackProps {
  catalog: Catalog;
  image: NonNullable<ImageUpdate["fromImage"]>;
  /** The update that going back undoes. */
  updateId: string;
}

/**
 * For administrators: opens the update form filled in with an earlier image, or says why there is no way back to it.
 * Nothing is sent by it.
 */
export function RollBack(props: RollBackProps) {
  const { catalog } = props;
  // While Citrix works on the catalog the page says so already, and nothing else can be done.
  const isBusy = catalog.state === "Processing" || catalog.activeUpdate?.decision !== undefined;
  return useMayUpdate() && !catalog.isRemotePcCatalog && !isBusy ? <RollBackLink {...props} /> : null;
}

function RollBackLink({ catalog, image, updateId }: RollBackProps) {
  const connection = useConnection();
  const images = useQuery({ ...imagesQuery(connection.id), select: itemsOf }).data;
  if (images === undefined) return null;
  const known = images.find(({ id }) => id === image.id);
  const current = images.find(({ id }) => id === catalog.imageId);
  const because =
    known === undefined
      ? m.rollback_image_gone()
      : checkEligibility({
          catalog,
          image: known,
          ...(current ? { currentImage: current } : {}),
          staleData: false,
        }).find(({ severity }) => severity === "block")?.message;
  if (because !== undefined) {
    return (
      <p className="max-w-120 text-muted text-sm wrap-anywhere">
        {m.rollback_not_possible({ image: image.name })} {because}
      </p>
    );
  }
  return (
    <Link
      to="/catalogs/$catalogId/new-update"
      params={{ catalogId: catalog.id }}
      search={{ toImage: image.id, rollback: updateId }}
      resetScroll={false}
      className={`${buttonClasses()} max-w-full`}
    >
      <Undo2 aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="truncate">
        {image.id === catalog.imageId ? m.rollback_again({ image: image.name }) : m.rollback_to({ image: image.name })}
      </span>
    </Link>
  );
}
