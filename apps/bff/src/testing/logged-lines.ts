import { Writable } from "node:stream";
import { pino } from "pino";

/** A logger at the most detailed level, and the lines that it has written. */
export function loggerOfTest() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return {
    lines,
    logger: pino({ level: "trace" }, stream),
    warnings: () =>
      lines.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ level }) => Number(level) >= 40),
  };
}
