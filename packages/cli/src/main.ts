#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Before anything else is loaded. Without it the same sources are compiled at each start.
const { TRELLIS_CACHE, XDG_CACHE_HOME } = process.env;
enableCompileCache(
  join(TRELLIS_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "trellis"), "compiled"),
);
const { runMain } = await import("./runMain.ts");
await runMain(process.argv.slice(2));
