import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a peer serves: the text of `file`, or what `path` of `upstream` answers to a request with `token`. */
export type PeerSettings =
  | { kind: "bare" | "session"; file: string }
  | { kind: "pass-through"; upstream: string; path: string; token: string };

/** A server that is measured: a process, and a request that it answers with the list of catalogs. */
export interface Server {
  name: string;
  pid: number;
  url: string;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

const peerMain = fileURLToPath(new URL("./peer-main.ts", import.meta.url));

/** Starts a peer and signs in where it has sessions. Rejects with what it printed when it ends instead. */
export async function startPeer(settings: PeerSettings): Promise<Server> {
  const child = spawn(process.execPath, [peerMain, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
  });
  const exited = once(child, "exit");
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The peer ended with code ${code}. It printed:\n${printed}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const address = /listening at (\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const headers: Server["headers"] = {};
  if (settings.kind !== "bare") {
    const answer = await fetch(`${url}/session`, { method: "POST" });
    headers.cookie = answer.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  }
  return {
    name: settings.kind,
    pid: child.pid ?? 0,
    url: `${url}/catalogs`,
    headers,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
