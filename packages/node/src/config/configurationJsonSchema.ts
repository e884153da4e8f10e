import { z } from "zod";
import { nodeConfigSchema } from "./Configuration.ts";

/** A JSON Schema, as far as this node uses it. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

/** The schema of configuration files, for editors: the same that the node checks by. Rules between fields are not in it. */
export function configurationJsonSchema(): JsonSchema & Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(nodeConfigSchema, { io: "input", unrepresentable: "any" });
  return { ...(schema as JsonSchema), title: "Configuration of a Trellis node" };
}
