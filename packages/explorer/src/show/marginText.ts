import type { Summary } from "../data/resources.ts";

/** By how much a block won, in a few words. */
export function marginText({ ratio, runnerUp, runnerUpIsProven }: Summary["margin"]): string {
  if (runnerUp === null) return "no rival";
  if (!runnerUpIsProven) return "no rival proved anything";
  if (ratio === null) return "the next has a score of 0";
  const times = ratio >= 100 ? Math.round(ratio) : Math.round(ratio * 100) / 100;
  return `${times} times the score of the next`;
}
