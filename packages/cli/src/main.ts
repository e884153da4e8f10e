#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Before anything else is loaded. Without it the same sources are compiled at each start.
const { TRELLIS_CACHE, XDG_CACHE_HOME } = process.env;
const folder = join(
  TRELLIS_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "trellis"),
  "compiled",
);
enableCompileCache(folder);
// Threads and child processes read it. Each saves some 20 MiB, because it need not load Node's TypeScript reader.
process.env.NODE_COMPILE_CACHE ??= folder;
const { runMain } = await import("./runMain.ts");
await runMain(process.argv.slice(2));
