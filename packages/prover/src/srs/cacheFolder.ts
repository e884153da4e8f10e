import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where Trellis keeps what it can make again: `$TRELLIS_CACHE`, else `$XDG_CACHE_HOME/trellis`, else `~/.cache/trellis`. Outside the
 * checkout, so that a fresh clone finds it.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.TRELLIS_CACHE) return environment.TRELLIS_CACHE;
  // The XDG specification tells to ignore a relative path.
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "trellis");
  return join(homedir(), ".cache", "trellis");
}
