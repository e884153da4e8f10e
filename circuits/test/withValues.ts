import type { Input } from "./Circuit.ts";

/** Returns a deep copy of a circuit's inputs with other values at the given paths. Dots separate the names of a path. */
export function withValues<T extends object>(inputs: T, changes: Record<string, Input>): T {
  const copy = structuredClone(inputs);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    let at = copy as Record<string, unknown>;
    for (const name of names.slice(0, -1)) at = at[name] as Record<string, unknown>;
    const last = names.at(-1)!;
    if (!(last in at)) throw new Error(`the inputs have no ${path}`);
    at[last] = value;
  }
  return copy;
}
