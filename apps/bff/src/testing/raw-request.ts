import { connect } from "node:net";

/**
 * Sends bytes to a listening server and reads what comes back until the server closes the connection.
 * @param address such as `http://127.0.0.1:8080`
 * @param options.dripEveryMs after the bytes an "x" is sent so often until the connection is closed
 */
export function sendRaw(
  address: string,
  text: string,
  options: { dripEveryMs?: number } = {},
): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const { dripEveryMs } = options;
    let dripping: NodeJS.Timeout | undefined;
    const socket = connect(Number(port), hostname, () => {
      socket.write(text);
      if (dripEveryMs !== undefined) dripping = setInterval(() => socket.write("x"), dripEveryMs);
    });
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      answer += chunk;
    });
    // Whoever goes on sending may be told so by a reset after the answer.
    socket.on("error", (error) => answer === "" && reject(error));
    socket.on("close", () => {
      clearInterval(dripping);
      // An interim "100 Continue" is no answer yet.
      const [head = "", ...rest] = answer.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, "").split("\r\n\r\n");
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head, body: rest.join("\r\n\r\n") });
    });
  });
}
