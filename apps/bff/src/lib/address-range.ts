import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * What counts as one place that requests come from: an IPv4 address, or the /64 network of an IPv6 one, within which
 * anyone has as many addresses as wanted. Text that is no address comes back as it is.
 */
export function addressRange(address: string): string {
  if (isIP(address) === 0) return address;
  const known = ipaddr.process(address);
  if (!(known instanceof ipaddr.IPv6)) return known.toString();
  return `${new ipaddr.IPv6([...known.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}
