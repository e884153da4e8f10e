import { join } from "node:path";
import type { Contest } from "@trellis/l1";
import { nodeNumber } from "@trellis/protocol";
import { contestSchema } from "./contestSchema.ts";
import { SealedFolder } from "./SealedFolder.ts";

/** Most contests kept; a proof takes about ten kilobytes. */
const LIMITS = { maxFiles: 64, maxFileBytes: 2 ** 18 };

/** File name of a contest. */
export function contestKey(proposalId: string, nodeNumber: number, seat: number): string {
  return `${proposalId.slice(2)}-${nodeNumber}-${seat}`;
}

/** The node of a block and the seat that a contest is for. */
export interface ContestPlace {
  readonly proposalId: Contest["proposalId"];
  readonly nodeNumber: number;
  readonly seat: number;
}

/** P9.3: contests that own seats may have to submit, kept on disk because they took long to make. L1 checks what is read back. */
export class ContestStore {
  readonly #folder: SealedFolder;
  readonly #saved = new Map<string, Contest>();

  /** @param dataDir - of the node. */
  constructor(dataDir: string) {
    this.#folder = folderIn(dataDir);
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of await this.#folder.names()) {
      const bytes = await this.#folder.read(name);
      const contest = bytes === undefined ? undefined : parse(name, bytes);
      if (contest !== undefined) this.#saved.set(name, contest);
    }
  }

  /** The contests of an earlier run. */
  all(): Contest[] {
    return [...this.#saved.values()];
  }

  /** @throws TRL-NOD-009 if it cannot be written. */
  async save(contest: Contest): Promise<void> {
    await this.#folder.write(keyOf(contest), new TextEncoder().encode(JSON.stringify(contest)));
  }

  /** @throws TRL-NOD-009. */
  async remove(key: string): Promise<void> {
    await this.#folder.remove(key);
  }
}

/**
 * The contests in a node's data folder, the latest first, and the names of files there that are not contests. The node may be running:
 * nothing is changed.
 * @throws TRL-NOD-009 if the folder does not exist or cannot be read.
 */
export async function readContests(
  dataDir: string,
): Promise<{ readonly contests: readonly Contest[]; readonly broken: readonly string[] }> {
  const folder = folderIn(dataDir);
  const contests: Contest[] = [];
  const broken: string[] = [];
  for (const name of await folder.names()) {
    const bytes = await folder.peek(name);
    // Meanwhile the node has removed it.
    if (bytes === undefined) continue;
    const contest = bytes === "broken" ? undefined : parse(name, bytes);
    if (contest === undefined) broken.push(name);
    else contests.push(contest);
  }
  return { contests, broken };
}

/** The node and seat that a contest is for, read from its content. */
export function placeOfContest({ proposalId, node }: Contest): ContestPlace {
  return {
    proposalId,
    nodeNumber: nodeNumber({ depth: node.nodeDepth, index: node.nodeIndex }),
    // depth, index, seat + 1, and the vote.
    seat: Number.parseInt(node.entry.slice(8, 12), 16) - 1,
  };
}

const folderIn = (dataDir: string): SealedFolder => new SealedFolder(join(dataDir, "contests"), LIMITS);

function keyOf(contest: Contest): string {
  const { proposalId, nodeNumber, seat } = placeOfContest(contest);
  return contestKey(proposalId, nodeNumber, seat);
}

function parse(name: string, bytes: Uint8Array): Contest | undefined {
  try {
    const { data } = contestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return data !== undefined && keyOf(data) === name ? data : undefined;
  } catch {
    return undefined;
  }
}
