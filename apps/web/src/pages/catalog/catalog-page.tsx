import { PageTitle } from "../../components/page-title.tsx";

/** Everything about one catalog. */
export function CatalogPage() {
  return <PageTitle>Catalog</PageTitle>;
}
