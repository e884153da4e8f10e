import { useEffect, useState } from "react";
import { fetchResource, ProblemError } from "./fetchResource.ts";
import { live } from "./LiveStream.ts";
import type { Resource } from "./resources.ts";

/** What is known of a resource. */
export interface Loaded<Result> {
  readonly data?: Result;
  readonly problem?: ProblemError;
}

/** Answers that were shown, so that going back shows them at once. */
const seen = new Map<string, unknown>();
const MAX_SEEN = 64;
/** Least time between two questions for the same resource, milliseconds. */
const PAUSE = 1_000;
/** After a failure the page asks again. Milliseconds. */
const RETRY = 5_000;

/** When to ask again: `never`, or with each L1 block that has events. */
export type Refresh = "never" | "block";

/**
 * A resource, asked for when the component appears and again as `refresh` says. Undefined: nothing is asked for.
 * @param pause - least time between two questions, milliseconds.
 * @param version - another one asks again.
 */
export function useResource<Result>(
  resource: Resource<Result> | undefined,
  refresh: Refresh = "block",
  pause = PAUSE,
  version = 0,
): Loaded<Result> {
  const path = resource?.path;
  const [shown, setShown] = useState<Loaded<Result> & { readonly path: string | undefined }>({
    path: undefined,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version asks again.
  useEffect(() => {
    if (path === undefined) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;
    let askedAt = 0;
    const ask = async (): Promise<void> => {
      timer = undefined;
      isAsking = true;
      askedAt = Date.now();
      try {
        const data = await fetchResource<Result>({ path }, abort.signal);
        remember(path, data);
        setShown({ path, data });
      } catch (error) {
        if (abort.signal.aborted) return;
        if (!(error instanceof ProblemError)) throw error;
        // An outage of the node is no reason to show nothing. What is not there any more must go.
        const mayStay = error.status !== 404;
        if (!mayStay) seen.delete(path);
        setShown((before) => ({ ...(mayStay && before.path === path ? before : {}), path, problem: error }));
        // A question that is wrong stays wrong. What is not there yet comes with a block of L1.
        if (error.status !== 400 && error.status !== 404) plan(RETRY);
      } finally {
        isAsking = false;
      }
    };
    const plan = (delay: number): void => {
      timer ??= setTimeout(() => void ask(), delay);
    };
    const again = (): void => plan(Math.max(isAsking ? pause : 0, askedAt + pause - Date.now(), 0));
    void ask();
    const ends =
      refresh === "never" ? [] : [live.on("block", again), live.on("reverted", again), live.onState(again)];
    return () => {
      abort.abort();
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [path, refresh, pause, version]);
  if (path === undefined) return {};
  if (shown.path === path) return shown;
  return seen.has(path) ? { data: seen.get(path) as Result } : {};
}

function remember(path: string, data: unknown): void {
  seen.delete(path);
  seen.set(path, data);
  if (seen.size > MAX_SEEN) seen.delete(seen.keys().next().value!);
}
