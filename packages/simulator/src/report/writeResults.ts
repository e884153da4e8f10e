import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExperimentRun } from "../jobs/runExperiment.ts";
import { type Manifest, manifestOf } from "../output/manifest.ts";
import { figureRows, sampleRows } from "../output/rows.ts";
import { toCsv, toParquet } from "../output/tables.ts";
import { reportHtml, surfaceSvg } from "./reportHtml.ts";

/** Version of the simulator: that of its package. */
export const VERSION = "0.1.0";

/**
 * Writes figures, samples, manifest and report into a folder.
 * @param tinyTraces - traces of the tiny runs, by experiment: by them a check sees whether the report is fresh.
 * @returns the files, by name.
 */
export async function writeResults(
  folder: string,
  runs: readonly ExperimentRun[],
  tinyTraces?: Manifest["tinyTraces"],
): Promise<string[]> {
  const manifest = { ...manifestOf(runs, VERSION), ...(tinyTraces === undefined ? {} : { tinyTraces }) };
  const [figures, samples] = [figureRows(runs), sampleRows(runs)];
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "figures.csv": toCsv(figures),
    "figures.parquet": toParquet(figures),
    "samples.csv": toCsv(samples),
    "samples.parquet": toParquet(samples),
    "manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "index.html": reportHtml(runs, manifest),
    "surface.svg": `${surfaceSvg().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return Object.keys(files);
}
