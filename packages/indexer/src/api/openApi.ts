import { pathParams, problem, type RestRoute, trellisRest } from "@trellis/rpc-api";
import { z } from "zod";

/** The API described as OpenAPI 3.1, made from the table that the server follows. */
export function openApi(): object {
  const paths = Object.fromEntries(
    Object.entries(trellisRest).map(([name, route]) => [route.path, { get: operation(name, route) }]),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Trellis index",
      version: "1.0.0",
      description:
        "What happened on a Trellis rollup. `source` says who knows it: `l1`, or `gossip` of this node alone.",
    },
    // From this description's own place on: a proxy may serve the API below a path.
    servers: [{ url: ".." }],
    paths: {
      ...paths,
      "/v1/stream": {
        get: {
          operationId: "stream",
          summary: "What happens, as server-sent events.",
          responses: { "200": { description: "events", content: { "text/event-stream": {} } } },
        },
      },
    },
    components: { schemas: { problem: jsonSchema(problem) } },
  };
}

function operation(name: string, route: RestRoute): object {
  const inPath = pathParams(route.path);
  return {
    operationId: name,
    summary: route.summary,
    parameters: Object.entries(route.params.shape).map(([parameter, schema]) => ({
      name: parameter,
      in: inPath.includes(parameter) ? "path" : "query",
      required: inPath.includes(parameter) || !(schema as z.ZodType).safeParse(undefined).success,
      schema: jsonSchema(schema as z.ZodType),
    })),
    responses: {
      "200": {
        description: route.summary,
        content: { "application/json": { schema: jsonSchema(route.result) } },
      },
      default: {
        description: "an error with a code of docs/errors.md",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/problem" } } },
      },
    },
  };
}

/** The JSON form of a schema. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
