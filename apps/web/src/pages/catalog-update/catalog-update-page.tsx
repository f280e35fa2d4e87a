import { PageTitle } from "../../components/page-title.tsx";

/** The update form over the catalogs page. */
export function CatalogUpdatePage() {
  return <PageTitle>Update image</PageTitle>;
}
