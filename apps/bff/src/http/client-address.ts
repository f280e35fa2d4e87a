import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import ipaddr from "ipaddr.js";

const header = "x-forwarded-for";
const bracketedOrWithPort = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/;

/**
 * Makes `request.ip` an address whatever a trusted proxy writes into `X-Forwarded-For`: ports are cut, since one that
 * changes with each connection would make one person look like many. What is no address, and all before it, is nothing
 * that a trusted proxy vouches for: the proxy's own address counts then. To be called before anything asks for the address.
 *
 * A proxy that nobody trusts makes everyone behind it one address, so the first such is named in the log.
 */
export const readClientAddress = fastifyPlugin(clientAddress);

async function clientAddress(app: FastifyInstance): Promise<void> {
  let named = false;
  app.addHook("onRequest", (request, _reply, done) => {
    const given = request.headers[header];
    if (typeof given !== "string") return done();
    if (!named && (request.ips ?? []).length < 2) {
      named = true;
      const peer = request.socket.remoteAddress;
      const what = "X-Forwarded-For from a peer that TRUSTED_PROXIES does not name is ignored";
      request.log.warn(
        { "network.peer.address": peer },
        `${what}; if it is your proxy, everyone behind it counts as one address`,
      );
    }
    request.raw.headers[header] = vouchedFor(given).join(", ");
    done();
  });
}

/** The addresses at the end of the header, in its order. */
function vouchedFor(given: string): string[] {
  const addresses: string[] = [];
  for (const entry of given.split(",").reverse()) {
    const address = addressIn(entry.trim());
    if (address === undefined) break;
    addresses.unshift(address);
  }
  return addresses;
}

function addressIn(entry: string): string | undefined {
  const [, bracketed, withPort] = bracketedOrWithPort.exec(entry) ?? [];
  // A zone means something on the machine that wrote it only.
  const [bare = ""] = (bracketed ?? withPort ?? entry).split("%");
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare).toString();
}
