import type { Problem } from "@catalog-deck/contract";
import type { FastifyInstance, InjectOptions } from "fastify";

/** What answers a request of `inject`. */
export type Answer = Awaited<ReturnType<FastifyInstance["inject"]>>;
/** `inject` with the session's cookie and CSRF token. */
export type Inject = (options: InjectOptions) => Promise<Answer>;

/** The session cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: Answer): string {
  const cookie = answer.cookies.find(({ name }) => name.endsWith("deck_session"));
  if (cookie === undefined) throw new Error(`the answer sets no session cookie: ${answer.statusCode} ${answer.body}`);
  return `${cookie.name}=${cookie.value}`;
}

/** The problem that an answer holds; throws when it is something else. */
export function problemOf(answer: Answer): Problem {
  const type = String(answer.headers["content-type"]);
  if (!type.startsWith("application/problem+json")) throw new Error(`no problem but ${type}: ${answer.body}`);
  return answer.json<Problem>();
}
