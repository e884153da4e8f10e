import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A shipped table's text (tables/README.md). */
export function readTable(name: string): string {
  return readFileSync(join(import.meta.dirname, "..", "..", "tables", name), "utf8");
}
