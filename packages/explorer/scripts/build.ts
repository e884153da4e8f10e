import { ensureBuilt } from "./ensureBuilt.ts";

/** Builds the page if its sources have changed since the last build. `npm ci` runs this. */
const hasBuilt = await ensureBuilt();
process.stdout.write(hasBuilt ? "explorer: built\n" : "explorer: the built page is up to date\n");
