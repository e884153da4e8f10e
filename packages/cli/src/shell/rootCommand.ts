import { readFileSync } from "node:fs";
import { Command } from "commander";

/** `trellis`, without its commands. */
export function rootCommand(): Command {
  return new Command("trellis")
    .description("A zk-rollup with an open auction for blocks and an open network of staked provers")
    .version(version(), "-V, --version", "show the version");
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return `trellis ${version} (Node ${process.versions.node})`;
}
