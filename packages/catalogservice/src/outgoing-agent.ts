import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { NotConnectedError, troubleOf } from "./connection-trouble.ts";
import { isLoopback } from "./loopback.ts";

/** The proxy on the way out, and for whom there is none. */
export interface OutgoingProxy {
  /** Of the proxy, with the user name and password that it wants. */
  url: string;
  /** As in `NO_PROXY`: names, which stand for what is below them too, and addresses, by comma. */
  noProxy: string;
}

export interface OutgoingAgentOptions extends Pick<Agent.Options, "headersTimeout" | "bodyTimeout" | "pipelining"> {
  /** For name, TCP and TLS, in milliseconds; through a proxy for each: the way to it, its answer, and TLS with the server. */
  connectMs: number;
  proxy: OutgoingProxy | undefined;
}

/**
 * Connections to other servers: https through the proxy where there is one, never to this machine itself. What fails before
 * there is a connection, the tunnel included, is a NotConnectedError, so that it is certain that nothing was sent.
 */
export function outgoingAgent({ connectMs, proxy, ...timeouts }: OutgoingAgentOptions): Agent {
  // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not hand the secret to anybody.
  const connection = { timeout: connectMs, allowH2: false, rejectUnauthorized: true };
  const settings: Agent.Options = {
    ...timeouts,
    // HTTP/2 would let undici send a refused request again by itself; an update is sent once.
    allowH2: false,
    connect: buildConnector(connection),
    factory: pool,
  };
  if (proxy === undefined) return new Agent(settings);
  const toPeer = (origin: string | URL, options: Pool.Options) =>
    isLoopback(new URL(origin).hostname)
      ? pool(origin, options)
      : new EnvHttpProxyAgent({
          ...settings,
          // Empty rather than absent: undici would read the environment. Plain http goes to this machine alone.
          httpProxy: "",
          httpsProxy: proxy.url,
          noProxy: proxy.noProxy,
          requestTls: connection,
          proxyTls: connection,
          clientFactory: (at: URL, options: Pool.Options) =>
            new ProxyPool(at, { ...options, headersTimeout: connectMs }),
        });
  return new Agent({ ...settings, factory: toPeer });
}

/** Straight or through a tunnel: undici hands the way to connect over in `connect`. */
function pool(origin: string | URL, options: Pool.Options): Pool {
  const { connect } = options;
  if (typeof connect !== "function") throw new TypeError("an outgoing pool is told how to connect");
  return new Pool(origin, {
    ...options,
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error === null) callback(null, socket);
        else callback(notConnected(error, target.host ?? target.hostname), null);
      }),
  });
}

/** The connections to the proxy: tells its troubles from those of the server behind it. */
class ProxyPool extends Pool {
  readonly #host: string;

  constructor(at: URL, options: Pool.Options) {
    super(at, options);
    this.#host = at.host;
  }

  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback?: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): Promise<Dispatcher.ConnectData> | undefined {
    if (callback === undefined) return this.#tunnel(options);
    super.connect(options, callback);
    return undefined;
  }

  async #tunnel(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    const tunnel = await super.connect(options).catch((error: unknown) => {
      throw notConnected(error, this.#host, { proxy: true });
    });
    if (tunnel.statusCode === 200) return tunnel;
    tunnel.socket.on("error", () => undefined).destroy();
    const { statusCode: status } = tunnel;
    throw new NotConnectedError({ reason: "proxy-answered", host: this.#host, proxy: true, status });
  }
}

function notConnected(error: unknown, host: string, { proxy } = { proxy: false }): NotConnectedError {
  return error instanceof NotConnectedError ? error : new NotConnectedError(troubleOf(error, host, { proxy }));
}
