import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { TrellisError } from "@trellis/protocol";

/**
 * Returns the path of the native anvil that npm installed for this platform.
 * @throws TRL-L1-001 if there is none.
 */
export function anvilBinary(): string {
  const require = createRequire(import.meta.url);
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`;
  try {
    const binary = join(dirname(require.resolve(`${name}/package.json`)), "bin", "anvil");
    if (existsSync(binary)) return binary;
  } catch {
    // The error below says what to do.
  }
  throw new TrellisError(
    "TRL-L1-001",
    `anvil is not installed for this platform (${name}); run npm ci again`,
    {
      platform: process.platform,
      arch: process.arch,
    },
  );
}
