import { z } from "zod";

/**
 * A resource that is read by GET. A schema's input is the JSON or URL form, its output the form for programs: servers decode parameters
 * and encode results, and clients do the reverse.
 */
export interface RestRoute {
  /** With parameters in braces: `/v1/heights/{height}`. All other parameters are of the query. */
  readonly path: `/v1/${string}`;
  /** One sentence for people. */
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly result: z.ZodType;
}

/** Routes by name. */
export type RestTable = Readonly<Record<string, RestRoute>>;

/** Parameters of a route, as programs use them. */
export type RestParams<Route extends RestRoute> = z.output<Route["params"]>;
/** Result of a route, as programs use it. */
export type RestResult<Route extends RestRoute> = z.output<Route["result"]>;

/** Answers to a table: one function for each route. It throws a TrellisError where there is no answer. */
export type RestHandlers<Table extends RestTable> = {
  readonly [Name in keyof Table]: (params: RestParams<Table[Name]>) => Promise<RestResult<Table[Name]>>;
};

/** Names of the parameters in a route's path. */
export function pathParams(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** The URL of a resource, from its path on. @throws ZodError for parameters that the route does not take. */
export function restUrl<Route extends RestRoute>(route: Route, params: RestParams<Route>): string {
  const texts = new Map(
    Object.entries(z.encode(route.params, params as never) as Record<string, string | undefined>),
  );
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = texts.get(name) ?? "";
    texts.delete(name);
    return encodeURIComponent(text);
  });
  const query = new URLSearchParams(
    [...texts].flatMap(([name, text]): [string, string][] => (text === undefined ? [] : [[name, text]])),
  );
  return query.size === 0 ? path : `${path}?${query}`;
}
