import { expect, test } from "vitest";
import { readTracing } from "./tracing.ts";

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

test.each([
  { env: {}, on: false },
  { env: endpoint, on: true },
  { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example.com/v1/traces" }, on: true },
  { env: { ...endpoint, OTEL_SDK_DISABLED: "true" }, on: false },
  { env: { ...endpoint, OTEL_TRACES_EXPORTER: "none" }, on: false },
  { env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }, on: true },
  { env: { ...endpoint, OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" }, on: true },
  { env: { OTEL_SERVICE_NAME: "deck", OTEL_TRACES_SAMPLER_ARG: "many" }, on: false },
])("$env traces requests: $on", ({ env, on }) => {
  expect(readTracing(env)).toBe(on);
});

test.each([
  { variable: "OTEL_EXPORTER_OTLP_ENDPOINT", env: { OTEL_EXPORTER_OTLP_ENDPOINT: "collector" } },
  { variable: "OTEL_EXPORTER_OTLP_ENDPOINT", env: { OTEL_EXPORTER_OTLP_ENDPOINT: "grpc://collector:4317" } },
  { variable: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://u:hunter2@c" } },
  { variable: "OTEL_EXPORTER_OTLP_PROTOCOL", env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" } },
  { variable: "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", env: { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "grpc" } },
  { variable: "OTEL_TRACES_EXPORTER", env: { ...endpoint, OTEL_TRACES_EXPORTER: "zipkin" } },
  { variable: "OTEL_TRACES_SAMPLER", env: { ...endpoint, OTEL_TRACES_SAMPLER: "sometimes" } },
  { variable: "OTEL_TRACES_SAMPLER_ARG", env: { ...endpoint, OTEL_TRACES_SAMPLER: "traceidratio" } },
  {
    variable: "OTEL_TRACES_SAMPLER_ARG",
    env: { ...endpoint, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "10%" },
  },
])("$env ends the start with one line that names $variable", ({ variable, env }) => {
  expect(() => readTracing(env)).toThrow(new RegExp(`^${variable} [^\\n]+$`));
  expect(() => readTracing(env)).not.toThrow("hunter2");
});
