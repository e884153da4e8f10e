import type { Contest } from "@trellis/l1";
import { z } from "zod";
import { SealedFolder } from "./SealedFolder.ts";

/** Answers kept; a proof takes some ten kilobytes. */
const LIMITS = { maxFiles: 64, maxFileBytes: 2 ** 18 };

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))
    .transform((value) => value as `0x${string}`);
const decimal = z.string().regex(/^[0-9]{1,78}$/);

const contestSchema = z.strictObject({
  proposalId: hex(32),
  blockDataHash: hex(32),
  proverSetRoot: hex(32),
  node: z.strictObject({
    nodeDepth: z.number().int().min(0).max(11),
    nodeIndex: z.number().int().min(0).max(2_047),
    entry: hex(10),
    children: z.tuple([hex(32), hex(32)]),
    stateBefore: decimal,
    stateAfter: decimal,
    txsRoot: decimal,
    dataHash: hex(32),
    dataSiblings: z.array(hex(32)).max(11),
    fees: decimal,
    messagesBefore: hex(32),
    messagesAfter: hex(32),
    proverBitmap: z.array(decimal).length(8),
    proof: z
      .string()
      .regex(/^0x(?:[0-9a-f]{2})*$/)
      .transform((value) => value as `0x${string}`),
  }),
});

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
