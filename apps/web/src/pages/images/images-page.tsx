import { PageTitle } from "../../components/page-title.tsx";

/** All images. */
export function ImagesPage() {
  return <PageTitle>Images</PageTitle>;
}
