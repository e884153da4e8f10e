import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { TrellisError } from "@trellis/protocol";

const FOLDERS: Readonly<Record<string, string>> = {
  "x64-linux": "amd64-linux",
  "arm64-linux": "arm64-linux",
  "x64-darwin": "amd64-macos",
  "arm64-darwin": "arm64-macos",
};

/**
 * The path of the native prover that `@aztec/bb.js` ships for this machine.
 *
 * @throws TRL-PRV-110 if there is none or it cannot be run.
 */
export function bbBinary(arch: string = process.arch, platform: string = process.platform): string {
  const folder = FOLDERS[`${arch}-${platform}`];
  if (folder === undefined) {
    throw new TrellisError(
      "TRL-PRV-110",
      "proving needs Linux or macOS on x64 or arm64; use the simulated proof system on this machine",
      { arch, platform },
    );
  }
  const require = createRequire(import.meta.url);
  // The package exports neither its package.json nor the binary: go up from its entry to the folder that contains build.
  let root = dirname(require.resolve("@aztec/bb.js"));
  for (;;) {
    const path = join(root, "build", folder, "bb");
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch (cause) {
      const above = dirname(root);
      if (above === root) {
        throw new TrellisError(
          "TRL-PRV-110",
          "@aztec/bb.js lacks its native prover: run npm install",
          { folder },
          cause,
        );
      }
      root = above;
    }
  }
}
