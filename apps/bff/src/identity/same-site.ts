import { isLoopback } from "../config/values.ts";

/**
 * Whether a changing request comes from our own pages, by what browsers say and pages cannot change: Sec-Fetch-Site and
 * Origin. Programs that are no browsers send neither and pass. On loopback the page may come from the developer's Vite,
 * at another port.
 */
export function comesFromOwnPages(
  headers: { "sec-fetch-site"?: string | string[] | undefined; origin?: string | undefined; host?: string | undefined },
  publicUrl: URL,
): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (headers.origin === undefined || headers.origin === publicUrl.origin) return true;
  const origin = URL.parse(headers.origin);
  if (origin === null || !isLoopback(publicUrl.hostname) || !isLoopback(origin.hostname)) return false;
  return site === "same-origin" || origin.host === headers.host;
}
