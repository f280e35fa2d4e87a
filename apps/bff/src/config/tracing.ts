import { ConfigError, type Environment, parseWord, readText, whatItHolds } from "./values.ts";

const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** The first of two variables that is set: OpenTelemetry has one for all signals, and one for traces that goes before it. */
function either(env: Environment, specific: string, general: string): [name: string, text: string | undefined] {
  const text = readText(env, specific);
  return text === undefined ? [general, readText(env, general)] : [specific, text];
}

/**
 * Whether requests are traced: by OpenTelemetry's variables, of which the SDK reads the rest (timeouts, headers, limits).
 * Throws a ConfigError where it would only warn, and trace nothing or something else.
 */
export function readTracing(env: Environment): boolean {
  const exporter = parseWord("OTEL_TRACES_EXPORTER", readText(env, "OTEL_TRACES_EXPORTER") ?? "otlp", ["otlp", "none"]);
  const isDisabled = readText(env, "OTEL_SDK_DISABLED")?.toLowerCase() === "true";
  const [name, endpoint] = either(env, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");
  if (isDisabled || exporter === "none" || endpoint === undefined) return false;
  const url = URL.parse(endpoint);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
    const holds = url === null ? whatItHolds(endpoint) : "holds another address (not shown)";
    throw new ConfigError(name, holds, "be the collector's http or https address, such as http://localhost:4318");
  }
  const protocols = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"] as const;
  const [protocolName, protocol = "http/protobuf"] = either(env, ...protocols);
  parseWord(protocolName, protocol, ["http/protobuf"]);
  const sampler = parseWord("OTEL_TRACES_SAMPLER", readText(env, "OTEL_TRACES_SAMPLER") ?? "always_on", samplers);
  const ratio = readText(env, "OTEL_TRACES_SAMPLER_ARG");
  if (sampler.endsWith("traceidratio") && !(Number(ratio) >= 0 && Number(ratio) <= 1)) {
    const holds = ratio === undefined ? "is not set" : whatItHolds(ratio);
    throw new ConfigError("OTEL_TRACES_SAMPLER_ARG", holds, "be the share of requests to trace, from 0 to 1");
  }
  return true;
}
