import { Link } from "@tanstack/react-router";
import * as m from "../../i18n/messages.js";
import { buttonClasses } from "../../ui/button-classes.ts";

/** "Details": what a catalog offers where its image cannot be updated now. */
export function DetailsLink({ catalog }: { catalog: { id: string; name: string } }) {
  return (
    <Link
      to="/catalogs/$catalogId"
      params={{ catalogId: catalog.id }}
      aria-label={m.details_of({ catalog: catalog.name })}
      className={buttonClasses("secondary", "small")}
    >
      {m.details()}
    </Link>
  );
}
