import type { NodeOutputs } from "@trellis/protocol";
import { nodeNumber, type RollupDomain, rollupId } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { bitmap, decimal, fromJson, hexBytes, hexId, seat, toJson } from "./fields.ts";
import { type OnRefused, SealedFolder } from "./SealedFolder.ts";

/** Most answers kept; a proof takes about ten kilobytes. */
const LIMITS = { maxFiles: 256, maxFileBytes: 2 ** 18 };

const outputsSchema: z.ZodType<NodeOutputs> = z.strictObject({
  vkSetHash: decimal,
  rollupId: decimal,
  proposalId: hexBytes(32),
  treeDepth: z.number().int().min(1).max(11),
  node: z.strictObject({
    depth: z.number().int().min(0).max(11),
    index: z.number().int().min(0).max(2_047),
  }),
  stateBefore: decimal,
  stateAfter: decimal,
  txsRoot: decimal,
  transactionsHash: hexBytes(32),
  seatWordsHash: hexBytes(32),
  fees: decimal,
  messagesBefore: hexBytes(32),
  messagesAfter: hexBytes(32),
  proverSetRoot: decimal,
  transcriptRoot: decimal,
  committedHash: decimal,
  statesRoot: decimal,
  tally: decimal,
  provers: bitmap,
});

const fileSchema = z.strictObject({
  version: z.literal(2),
  rollupId: z.string(),
  answer: z.strictObject({
    proposalId: hexId,
    seat,
    outputs: outputsSchema,
    children: z.tuple([hexBytes(32), hexBytes(32)]).optional(),
    stateSiblings: z.array(decimal).max(11),
    proof: hexBytes(1, 65_536),
  }),
});

/** R8: an own seat's proof of a node, in the form that L1's verifiers take. The block's facts come from L1's logs. */
export interface OwnAnswer {
  readonly proposalId: Hex;
  readonly seat: number;
  readonly outputs: NodeOutputs;
  /** Hashes of the seat words below the node's children; undefined for a leaf. */
  readonly children?: readonly [Uint8Array, Uint8Array] | undefined;
  /** From the node's states up to the block's root of states. */
  readonly stateSiblings: readonly bigint[];
  readonly proof: Uint8Array;
}

/** Name of an answer, and of its file. */
export function answerKey(proposalId: Hex, nodeNumber: number, seat: number): string {
  return `${proposalId.slice(2)}-${nodeNumber}-${seat}`;
}

/** R8: answers that own seats may have to give, kept on disk until nobody can ask for them: they took long to make. L1 checks them. */
export class AnswerStore {
  readonly #folder: SealedFolder;
  readonly #rollupId: string;
  readonly #saved = new Map<string, OwnAnswer>();

  constructor(path: string, domain: RollupDomain, onRefused?: OnRefused) {
    this.#folder = new SealedFolder(path, LIMITS, onRefused);
    this.#rollupId = String(rollupId(domain));
  }

  /** Reads the files of an earlier run. @throws TRL-NOD-009 if the folder cannot be used. */
  async open(): Promise<void> {
    await this.#folder.open();
    for (const name of (await this.#folder.names()).reverse()) {
      const file = await this.#folder.read(name, (bytes) => parse(name, bytes));
      if (file?.rollupId === this.#rollupId) this.#saved.set(name, file.answer);
    }
  }

  /** All answers, the latest last. */
  all(): OwnAnswer[] {
    return [...this.#saved.values()];
  }

  get(key: string): OwnAnswer | undefined {
    return this.#saved.get(key);
  }

  /** @throws TRL-NOD-009 if it cannot be written. It can be used all the same until the process ends. */
  async save(answer: OwnAnswer): Promise<void> {
    const key = keyOf(answer);
    this.#saved.set(key, answer);
    for (const old of [...this.#saved.keys()].slice(0, -LIMITS.maxFiles)) this.#saved.delete(old);
    await this.#folder.write(key, toJson({ version: 2, rollupId: this.#rollupId, answer }));
  }

  /** @throws TRL-NOD-009. */
  async remove(key: string): Promise<void> {
    this.#saved.delete(key);
    await this.#folder.remove(key);
  }
}

const keyOf = ({ proposalId, outputs, seat }: OwnAnswer): string =>
  answerKey(proposalId, nodeNumber(outputs.node), seat);

function parse(name: string, bytes: Uint8Array): z.output<typeof fileSchema> {
  const file = fromJson(fileSchema, bytes);
  if (keyOf(file.answer) !== name) throw new Error("it has the name of another answer");
  return file;
}
