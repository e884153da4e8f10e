import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { report } from "./figure.ts";

// What a help costs: processor time of a process that prints it, the fastest of several. Others on the machine make it wait, but cost it little.

const RUNS = 5;
const LIMIT_MS = 500;
const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));
const HELPS = [["--help"], ["node", "--help"], ["prover", "stake", "--help"]];

/** User and system time of the shell's children, in the last line of `times`: `0m0.310s 0m0.050s`. */
const TIMES = /(\d+)m([\d.]+)s\s+(\d+)m([\d.]+)s\s*$/;

/** Processor milliseconds of one process. The shell counts those of its children. */
function processorTime(args: readonly string[]): number {
  const script = 'program=$1; shift; "$program" "$@" > /dev/null || exit 1; times';
  const output = execFileSync("sh", ["-c", script, "sh", process.execPath, ...args], { encoding: "utf8" });
  const [, ...parts] = TIMES.exec(output) ?? [];
  const [minutes, seconds, systemMinutes, systemSeconds] = parts.map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return 1_000 * (60 * (minutes + systemMinutes) + seconds + systemSeconds);
}

const best = (args: readonly string[]): number =>
  Math.min(...Array.from({ length: RUNS }, () => processorTime(args)));

let ok = true;
for (const help of HELPS) {
  const name = `trellis ${help.join(" ")}, processor time`;
  const measured = best([MAIN, ...help]);
  ok =
    report({ name, measured, reference: LIMIT_MS, against: "what is asked for", limit: 1, unit: "ms" }) && ok;
}
process.stdout.write(`       of which Node itself, without a program: ${best(["-e", ""]).toFixed(0)} ms\n`);
process.stdout.write(`load of this machine, last minute: ${loadavg()[0]!.toFixed(1)}\n`);
process.exitCode = ok ? 0 : 1;
