const longestPath = 500;
const here = "http://deck.invalid";

/**
 * A place of this site to go to after signing in, as a path with its query; undefined for anything that a browser could
 * take for another site (`//…`, backslashes, dot segments that leave `//…`), for /api, and for the sign-in page itself.
 * Source: OWASP Unvalidated Redirects; the WHATWG URL parser decides, since browsers use it.
 */
export function localPath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > longestPath || !text.startsWith("/")) return undefined;
  if (/[\\\p{Cc}\p{Cf}\p{Z}]/u.test(text)) return undefined;
  const url = URL.parse(text, here);
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return undefined;
  if (/^\/(api|sign-in)(\/|$)/i.test(url.pathname)) return undefined;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Encoding makes it longer: three of them have to fit into a cookie.
  return path.length > longestPath ? undefined : path;
}
