import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The folder for files that Trellis can generate again: `$TRELLIS_CACHE`, else `$XDG_CACHE_HOME/trellis`, else `~/.cache/trellis`. It is
 * outside the checkout, so a fresh clone finds it.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.TRELLIS_CACHE) return environment.TRELLIS_CACHE;
  // The XDG specification requires programs to ignore a relative path.
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "trellis");
  return join(homedir(), ".cache", "trellis");
}
