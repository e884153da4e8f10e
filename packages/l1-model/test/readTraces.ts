import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTrace, type Trace } from "./Trace.ts";

const FOLDER = join(import.meta.dirname, "../traces");

/** The recorded traces. */
export function readTraces(): readonly Trace[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => parseTrace(readFileSync(join(FOLDER, file), "utf8")));
}
