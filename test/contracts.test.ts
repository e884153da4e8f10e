import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

const CONTRACTS = fileURLToPath(new URL("../contracts", import.meta.url));

async function forge(
  args: readonly string[],
  profile = "default",
): Promise<{ code: number | null; output: string }> {
  // The compiler wrapper is a Node script: it must not take itself for a part of this test run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn("forge", args, {
    cwd: CONTRACTS,
    env: { ...env, FOUNDRY_PROFILE: profile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

test("the contracts' own tests pass: units, fuzzing, scenarios, invariants, vectors", async (t) => {
  assertPassed(t, await forge(["test"]));
});

test("gas and code sizes are within their bounds, and those that are written down", async (t) => {
  assertPassed(t, await forge(["test", "--gas-snapshot-check=true"], "gas"));
});

function assertPassed(
  t: TestContext,
  { code, output }: { readonly code: number | null; readonly output: string },
): void {
  const total = /^Ran \d+ test suites.*$/m.exec(output)?.[0] ?? "";
  t.diagnostic(total);
  assert.equal(code, 0, output);
  // A run that finds no test must not pass.
  assert.match(total, /[1-9]\d* tests passed, 0 failed/, output);
}
