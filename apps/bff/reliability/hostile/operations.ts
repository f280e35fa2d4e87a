interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minLength?: number;
  minimum?: number;
  format?: string;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  schema?: Schema;
}

export interface OpenApiDocument {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }>
  >;
  components?: { schemas?: Record<string, Schema> };
}

/** One method of one path of the interface, as its OpenAPI document describes it. */
export interface Operation {
  method: string;
  /** With the parameters in braces. */
  path: string;
  pathWords: string[];
  queryWords: string[];
  /** A body that fits the schema; undefined where none is taken. */
  sampleBody: Record<string, unknown> | undefined;
}

export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
      return {
        method: method.toUpperCase(),
        path,
        pathWords: named("path"),
        queryWords: named("query"),
        sampleBody: schema === undefined ? undefined : (sampleOf(schema, document) as Record<string, unknown>),
      };
    }),
  );
}

/** A harmless value that fits a JSON schema, every optional property included. */
function sampleOf(schema: Schema, document: OpenApiDocument): unknown {
  if (schema.$ref !== undefined) {
    const target = document.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
    if (target === undefined) throw new Error(`the document does not hold ${schema.$ref}`);
    return sampleOf(target, document);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (choice !== undefined) return sampleOf(choice, document);
  const type = [schema.type].flat()[0];
  if (type === "object") {
    const properties = Object.entries(schema.properties ?? {});
    return Object.fromEntries(properties.map(([name, property]) => [name, sampleOf(property, document)]));
  }
  if (type === "array") return [sampleOf(schema.items ?? {}, document)];
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return false;
  if (type === "null") return null;
  if (schema.format === "date-time") return "2026-11-23T12:00:00.000Z";
  return "some-word".padEnd(schema.minLength ?? 0, "-");
}
