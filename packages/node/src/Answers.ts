import type { Contest } from "@trellis/l1";
import { contestSchema } from "./contestSchema.ts";
import { SealedFolder } from "./SealedFolder.ts";

/** Answers kept; a proof takes some ten kilobytes. */
const LIMITS = { maxFiles: 64, maxFileBytes: 2 ** 18 };

/** Names a node's answer among all. */
export function answerKey(proposalId: string, nodeNumber: number, seat: number): string {
  return `${proposalId.slice(2)}-${nodeNumber}-${seat}`;
}

/** P9.3: the proofs for L1 that own seats may have to show, on disk: they took long to make. L1 judges what is read back. */
export class Answers {
  readonly #folder: SealedFolder;
  readonly #saved = new Map<string, Contest>();

  constructor(path: string) {
    this.#folder = new SealedFolder(path, LIMITS);
  }

  /** Reads what an earlier run has left. @throws TRL-NOD-009 if the folder cannot be had. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of await this.#folder.names()) {
      const bytes = await this.#folder.read(name);
      const contest = bytes === undefined ? undefined : parse(bytes);
      if (contest !== undefined && keyOf(contest) === name) this.#saved.set(name, contest);
    }
  }

  /** What an earlier run has left. */
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

/** The seat that an answer is for. */
export function seatOfAnswer({ node }: Contest): number {
  return Number.parseInt(node.entry.slice(8, 12), 16) - 1;
}

function keyOf(contest: Contest): string {
  const { nodeDepth, nodeIndex } = contest.node;
  return answerKey(contest.proposalId, 2 ** nodeDepth - 1 + nodeIndex, seatOfAnswer(contest));
}

function parse(bytes: Uint8Array): Contest | undefined {
  try {
    const parsed = contestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
