import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

/** Arrows point down only (docs/architecture.md): what each package may depend on. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  field: [],
  protocol: ["field"],
  ledger: ["field", "protocol"],
  strategy: ["ledger", "protocol"],
  "l1-model": ["protocol"],
  "rpc-api": ["protocol"],
  l1: ["protocol"],
  gossip: ["protocol"],
  prover: ["field", "ledger", "protocol"],
  client: ["rpc-api", "field", "ledger", "protocol"],
  node: ["strategy", "rpc-api", "gossip", "prover", "l1", "field", "ledger", "protocol"],
  cli: ["client", "node", "rpc-api", "prover", "l1", "field", "ledger", "protocol"],
};

// A package can only import what it declares (knip refuses the rest), so its declared dependencies are its arrows.
test("packages depend only on packages below them", async () => {
  const packages = new URL("../packages/", import.meta.url);
  for (const name of await readdir(packages)) {
    const manifest = JSON.parse(await readFile(new URL(`${name}/package.json`, packages), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    const allowed = BELOW[name];
    assert.ok(allowed !== undefined, `packages/${name} has no place in the layers`);
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (!dependency.startsWith("@trellis/")) continue;
      const below = dependency.slice("@trellis/".length);
      assert.ok(allowed.includes(below), `packages/${name} must not depend on packages/${below}`);
    }
  }
});
