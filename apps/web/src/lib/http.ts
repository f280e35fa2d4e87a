import type { Fact, Problem, ProblemCode } from "@catalog-deck/contract";
import * as m from "../i18n/messages.js";
import { pageEnd, takeUserActivity } from "./browser.ts";
import { language } from "./language.ts";
import { learnServerClock, serverNowMs } from "./now.ts";

// The same word as the contract's `userActiveHeader`; the contract is imported for its types alone (full zod weighs too much).
const userActiveHeader = "x-user-active";
const answerWithinMs = 30_000;

const answersKept = 50;
/** The newest answers that have an ETag, by path: in memory alone, because the BFF lets no browser write them to a disk. */
const kept = new Map<string, { tag: string; answer: unknown }>();

declare global {
  interface Window {
    /** By path, what index.html has asked for before this code was there. */
    earlyAnswers?: Record<string, Promise<Response>>;
  }
}

/** An answer that is older than this when it is first needed is asked for again. */
const earlyWithinMs = 10_000;

/** The answer that the page has asked for before this code was there; each serves once. */
function takeEarlyAnswer(path: string): Promise<Response> | undefined {
  const answer = window.earlyAnswers?.[path];
  delete window.earlyAnswers?.[path];
  return performance.now() < earlyWithinMs ? answer : undefined;
}

/** "unreachable": no answer came. "unreadable-answer": one came that is not the BFF's. */
export type ApiProblemCode = ProblemCode | "unreachable" | "unreadable-answer";

/** What an unsuccessful request throws. Branch on `code`; `message` is for the person. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: ApiProblemCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The whole problem, when the BFF answered one: its rules, fields, transaction id. */
  readonly problem: Problem | undefined;
  /** When it is worth asking again, ISO 8601 by the server's clock; absent when the answer did not say. */
  readonly nextTryAt: string | undefined;

  constructor(code: ApiProblemCode, status: number, message: string, problem?: Problem, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    const waitMs = problem?.retryAfterMs;
    this.nextTryAt = waitMs === undefined ? undefined : new Date(serverNowMs() + waitMs).toISOString();
  }
}

export interface HttpRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** For changing requests of a signed-in person. */
  csrfToken?: string | undefined;
}

/** The server writes English; a page in another language makes its words of the fact. */
async function inPageLanguage(message: string, fact: Fact | undefined): Promise<string> {
  if (language === "en" || fact === undefined) return message;
  try {
    return (await import("./stated-in-words.ts")).statedInWords({ fact, message }) ?? message;
  } catch (error) {
    // Where the server is in trouble its files may be out of reach too: English words are better than none.
    console.warn("The words of a fact could not be loaded", error);
    return message;
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfterSeconds = Number(response.headers.get("retry-after"));
  if (response.headers.get("content-type")?.includes("problem+json")) {
    const problem: Problem = await response.json();
    if (retryAfterSeconds > 0) problem.retryAfterMs ??= retryAfterSeconds * 1_000;
    problem.detail = await inPageLanguage(problem.detail || problem.title, problem.fact);
    const rules = [problem, ...(problem.targets ?? [])].flatMap((one) => one.rules ?? []);
    for (const rule of rules) rule.message = await inPageLanguage(rule.message, rule.fact);
    return new ApiProblem(problem.code, response.status, problem.detail, problem);
  }
  // A proxy in between answers for a BFF that is away.
  return response.status >= 502
    ? new ApiProblem("unreachable", response.status, m.server_silent())
    : new ApiProblem("unreadable-answer", response.status, m.server_no_reason({ status: response.status }));
}

/**
 * Sends a request to the BFF and gives its JSON (undefined for an answer without content).
 * Throws ApiProblem for every unsuccessful answer and when none comes within 30 seconds; an abort throws as itself.
 * What the browser breaks off because the page is left never settles: nobody is there to be told.
 */
export async function request<Result>(options: HttpRequest): Promise<Result> {
  try {
    return await send<Result>(options);
  } catch (error) {
    if (!pageEnd.aborted) throw error;
    return new Promise(() => undefined);
  }
}

async function send<Result>(options: HttpRequest): Promise<Result> {
  const method = options.method ?? "GET";
  const headers = new Headers({ accept: "application/json, application/problem+json", ...options.headers });
  if (options.body !== undefined) headers.set("content-type", "application/json");
  if (options.csrfToken) headers.set("x-csrf-token", options.csrfToken);
  const known = method === "GET" ? kept.get(options.path) : undefined;
  if (known) headers.set("if-none-match", known.tag);
  const timeout = AbortSignal.timeout(answerWithinMs);
  const early = method === "GET" ? takeEarlyAnswer(options.path) : undefined;
  if (early === undefined && takeUserActivity()) headers.set(userActiveHeader, "1");
  let response: Response;
  try {
    response = await (early ??
      fetch(options.path, {
        method,
        headers,
        body: options.body === undefined ? null : JSON.stringify(options.body),
        credentials: "same-origin",
        cache: "no-store",
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      }));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem("unreachable", 0, m.server_silent(), undefined, error);
  }
  learnServerClock(response.headers.get("date"), Date.now());
  if (response.status === 304 && known) return known.answer as Result;
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as Result;
  try {
    const answer = await response.json();
    const { trouble } = answer ?? {};
    if (trouble) trouble.message = await inPageLanguage(trouble.message, trouble.fact);
    const tag = response.headers.get("etag");
    if (method === "GET" && tag) {
      if (kept.size >= answersKept) kept.clear();
      kept.set(options.path, { tag, answer });
    }
    return answer;
  } catch (error) {
    throw new ApiProblem("unreadable-answer", response.status, m.server_unreadable(), undefined, error);
  }
}
