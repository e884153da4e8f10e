import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Outcome, Part, World } from "./parts.ts";

export const CONTRACTS = fileURLToPath(new URL("../../contracts", import.meta.url));

/** Compiles contracts and worlds, if they have changed. */
export async function build(): Promise<void> {
  const { code, output } = await forge(["test", "--list", "--match-path", "test/world/*World.t.sol"]);
  if (code !== 0) throw new Error(output);
}

/** Plays a part. Returns what came of it, and what forge said. */
export async function play(
  { world, seed }: Part,
  { lives, depth, code }: { readonly lives: number; readonly depth: number; readonly code: string },
): Promise<{ outcome: Outcome; output: string }> {
  const start = performance.now();
  const { code: exit, output } = await forge(
    ["test", "--match-path", fileOf(world), "--match-test", "invariant_allLawsHold", "--fuzz-seed", seed],
    { FOUNDRY_INVARIANT_RUNS: String(lives), FOUNDRY_INVARIANT_DEPTH: String(depth) },
  );
  const seconds = (performance.now() - start) / 1_000;
  const counts = /\(runs: (\d+), calls: (\d+), reverts: (\d+)\)/.exec(output)?.slice(1).map(Number);
  // It was stopped, or could not begin: that says nothing about the laws.
  if (counts === undefined) throw new Error(`forge ended with ${exit}: ${output}`);
  const [runs = 0, actions = 0, refused = 0] = counts;
  const failed = exit !== 0 || runs !== lives || actions !== lives * depth;
  return { outcome: { world, seed, code, lives, actions, refused, failed, seconds }, output };
}

function fileOf(world: World): string {
  return `test/world/${world[0]!.toUpperCase()}${world.slice(1)}World.t.sol`;
}

async function forge(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn("forge", args, {
    cwd: CONTRACTS,
    env: { ...process.env, ...env, FOUNDRY_PROFILE: "long" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
