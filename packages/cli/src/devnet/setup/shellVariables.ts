import { join } from "node:path";
import { writeNewFile } from "../../shell/writeNewFile.ts";
import { DEPLOYMENT_FILE } from "./deployDevnet.ts";
import { networkFile } from "./networkOfDevnet.ts";

/** Where a devnet can be reached. */
export interface DevnetPlaces {
  readonly l1Rpc: string;
  readonly rpc: string;
  readonly index: string;
  readonly dataDir: string;
}

/** The file of a devnet's folder that {@link writeShellVariables} writes. */
export const shellFile = (dataDir: string): string => join(dataDir, "env.sh");

/** A line for a shell, after which commands need no `--rpc`, `--deployment`, `--node` and `--index`. */
export function shellVariables({ l1Rpc, rpc, index, dataDir }: DevnetPlaces): string {
  const values = {
    TRELLIS_NETWORK: networkFile(dataDir),
    TRELLIS_RPC: l1Rpc,
    TRELLIS_DEPLOYMENT: join(dataDir, DEPLOYMENT_FILE),
    TRELLIS_NODE: rpc,
    TRELLIS_INDEX: index,
  };
  const set = Object.entries(values).filter(([, value]) => value !== "");
  return `export ${set.map(([name, value]) => `${name}=${quoted(value)}`).join(" ")}`;
}

/** Writes {@link shellVariables} into the devnet's folder. @throws TRL-CLI-006. */
export async function writeShellVariables(places: DevnetPlaces): Promise<void> {
  await writeNewFile(shellFile(places.dataDir), `${shellVariables(places)}\n`, 0o644);
}

/** A word that a shell takes as it is. */
function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
