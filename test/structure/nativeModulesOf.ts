import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./readSources.ts";

/** Native modules, by file name, that a fresh process has loaded after importing a module. */
export async function nativeModulesOf(specifier: string): Promise<string[]> {
  const script = `
    await import(${JSON.stringify(specifier)});
    process.report.excludeNetwork = true;
    process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT,
  });
  return (JSON.parse(stdout) as string[])
    .filter((file) => file.endsWith(".node"))
    .map((file) => basename(file));
}
