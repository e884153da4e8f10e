import type { JsonSchema } from "./configurationJsonSchema.ts";

/** A field that an environment variable sets. */
export interface EnvironmentField {
  /** `TRELLIS_L1_RPC_URL` for `l1.rpcUrl`. */
  readonly variable: string;
  readonly path: readonly string[];
  readonly schema: JsonSchema;
}

/** The fields of a configuration that are values or lists, with the variables that set them. */
export function environmentFields(schema: JsonSchema, path: readonly string[] = []): EnvironmentField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = [...path, name];
    return field.properties === undefined
      ? [{ variable: variableOf(at), path: at, schema: field }]
      : environmentFields(field, at);
  });
}

/**
 * A configuration file's value with the fields that the environment sets in place of the file's. Texts stay as they are; a list of texts may be
 * separated by commas; everything else is JSON.
 * @param fields - {@link environmentFields}.
 * @param environment - the process' variables.
 */
export function withEnvironment(
  value: unknown,
  fields: readonly EnvironmentField[],
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  let result = value;
  for (const { variable, path, schema } of fields) {
    const text = environment[variable];
    if (text !== undefined) result = withField(result, path, parsed(text, schema));
  }
  return result;
}

const variableOf = (path: readonly string[]): string =>
  `TRELLIS_${path.map((name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()).join("_")}`;

function parsed(text: string, schema: JsonSchema): unknown {
  const isText = schema.type === "string" || schema.anyOf?.some(({ type }) => type === "string");
  if (isText === true) return text;
  if (schema.type === "array" && !text.trimStart().startsWith("[")) {
    return text === "" ? [] : text.split(",").map((part) => part.trim());
  }
  try {
    return JSON.parse(text);
  } catch {
    // The schema says what is wrong with it.
    return text;
  }
}

function withField(value: unknown, [name, ...rest]: readonly string[], field: unknown): unknown {
  const object = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const inner = (object as Record<string, unknown>)[name!];
  return { ...object, [name!]: rest.length === 0 ? field : withField(inner, rest, field) };
}
