import { TrellisError } from "@trellis/protocol";
import {
  faultsOf,
  problem,
  type RestHandlers,
  type RestParams,
  type RestRoute,
  restUrl,
  type TrellisRest,
  trellisRest,
} from "@trellis/rpc-api";
import { z } from "zod";
import { causeWithout, joinUrl } from "./endpoint.ts";

const TIMEOUT_MS = 30_000;

/**
 * Asks the API of a node's index about the past.
 * Every method throws TRL-CLN-001 if it cannot be reached; TRL-CLN-002 with its message if it refuses, and its code as the context's
 * `refusal`; TRL-CLN-004 if the answer does not match the resource's schema; TRL-CLN-007 for wrong parameters.
 * @param url - of the API, as the node's event `started` tells it, or a proxy's with a path before `/v1`.
 */
export function historyClient(url: string): RestHandlers<TrellisRest> {
  const names = Object.keys(trellisRest) as (keyof TrellisRest)[];
  const methods = names.map((name) => [name, (params: never) => ask(url, name, params)]);
  return Object.fromEntries(methods) as RestHandlers<TrellisRest>;
}

async function ask(base: string, name: keyof TrellisRest, params: RestParams<RestRoute>): Promise<unknown> {
  const route: RestRoute = trellisRest[name];
  const response = await fetched(base, urlOf(route, name, params), name);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { data } = problem.safeParse(body);
    throw new TrellisError(
      "TRL-CLN-002",
      `the node refuses: ${data?.detail ?? `HTTP status ${response.status}`}`,
      {
        resource: name,
        ...(data === undefined ? {} : { refusal: data.code }),
      },
    );
  }
  const result = route.result.safeParse(body);
  if (result.success) return result.data;
  throw new TrellisError(
    "TRL-CLN-004",
    `the node's answer to ${name} is malformed: ${faultsOf(result.error, "result")}`,
    { resource: name },
  );
}

function urlOf(route: RestRoute, name: string, params: RestParams<RestRoute>): string {
  try {
    return restUrl(route, params);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new TrellisError("TRL-CLN-007", `wrong parameters for ${name}: ${faultsOf(error, "params")}`, {
      resource: name,
    });
  }
}

async function fetched(base: string, path: string, resource: string): Promise<Response> {
  try {
    return await fetch(joinUrl(base, path), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new TrellisError(
      "TRL-CLN-001",
      "cannot reach the index; check its address, and that the node runs with `index`",
      { resource },
      causeWithout(base, cause),
    );
  }
}
