/** The catalogs page. */
export function CatalogsPage() {
  return null;
}
