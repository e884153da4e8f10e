import {
  type BlockOutputs,
  blockDataHash,
  blockOutputsToFields,
  encodeTally,
  fromHex,
  type NodeEntry,
  nodeAt,
  nodeCount,
  nodeKind,
  type Proposal,
  ProverBitmap,
  proposalId,
  type RollupDomain,
  TranscriptTree,
  type TreeNode,
  toBigInt,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Sender } from "../src/sending/L1Sender.ts";
import { l1Calls, type ProofSubmission } from "../src/sending/l1Calls.ts";
import { BlockStates } from "./BlockStates.ts";
import { type ProverWord, wordsOf } from "./blockVectors.ts";
import { simulatedProof } from "./simulatedProof.ts";
import type { TestL1 } from "./TestL1.ts";

const LEAF_BYTES = 160;

/** What a block does, where it matters to a test. */
export interface BlockContent {
  /** The packed transactions; nothing but no-ops by default. */
  readonly transactions?: Uint8Array;
  /** P10.3: messages consumed since the deployment. */
  readonly messageCount?: bigint;
  readonly stateAfter?: bigint;
}

/** A block on a local L1 whose proofs are simulated: committed, proven, final. */
export class TestBlock {
  readonly l1: TestL1;
  readonly proposal: Proposal;
  readonly domain: RollupDomain;
  readonly id: Hex;
  /** By node number. */
  readonly entries: readonly NodeEntry[];
  readonly transcript: TranscriptTree;
  readonly committed: ProverBitmap;

  private constructor(l1: TestL1, proposal: Proposal, domain: RollupDomain, seats: readonly number[]) {
    this.l1 = l1;
    this.proposal = proposal;
    this.domain = domain;
    this.id = toHex(proposalId(domain, proposal));
    this.entries = seats.map((seat, slot) => ({
      node: nodeAt(slot),
      seat,
      vote: { depth: 0, index: 0, slot },
    }));
    this.transcript = TranscriptTree.of(this.entries);
    this.committed = ProverBitmap.of(seats);
  }

  /** Commits a block. @param seats - whom its transcript names, by node number: as many as a tree has nodes. */
  static async commit(
    l1: TestL1,
    seats: readonly number[],
    { burnBid, proposer = l1.deployer }: { readonly burnBid?: bigint; readonly proposer?: L1Sender } = {},
  ): Promise<TestBlock> {
    const depth = Math.log2(seats.length + 1) - 1;
    const proposal = {
      ...(await l1.proposal(burnBid)),
      depth,
      proposer: fromHex(proposer.address),
    };
    const block = new TestBlock(l1, proposal, await l1.client.domain(), seats);
    const { transcript, committed } = block;
    await proposer.send(l1Calls.commit(l1.addresses, proposal, transcript.root(), committed));
    return block;
  }

  /** Goes to the proof window of the round. */
  async toProofWindow(): Promise<void> {
    const { running } = await this.l1.client.read("lens", "status", []);
    await this.l1.toTime(running.round.proofStart);
  }

  /** Goes to the end of the round. */
  async toEnd(): Promise<void> {
    const { running } = await this.l1.client.read("lens", "status", []);
    await this.l1.toTime(running.proofEnd);
  }

  /** R8: the states around the leaves of the block. */
  states(stateBefore: bigint, stateAfter: bigint): BlockStates {
    const between = Array.from({ length: 2 ** this.proposal.depth - 1 }, (_, i) => 1_000n + BigInt(i));
    return new BlockStates([stateBefore, ...between, stateAfter]);
  }

  /** What a proof of the block puts out, before the block is final. @param words - who proved each node. */
  async outputs(words: readonly ProverWord[], content: BlockContent = {}): Promise<BlockOutputs> {
    const { client } = this.l1;
    const { stateAfter = 22n } = content;
    const { running, messagesConsumed, stateRoot: stateBefore } = await client.read("lens", "status", []);
    return {
      vkSetHash: this.l1.vkSetHash,
      rollupId: await client.read("constants", "rollupId", []),
      proposalId: fromHex(this.id),
      treeDepth: this.proposal.depth,
      orderCommitment: toBigInt(this.proposal.orderCommitment),
      stateBefore,
      stateAfter,
      dataHash: blockDataHash(this.transactions(content), wordsOf(...words)),
      fees: 0n,
      messagesBefore: fromHex(await client.read("bridge", "rollingHash", [messagesConsumed])),
      messagesAfter: fromHex(await client.read("bridge", "rollingHash", [content.messageCount ?? 0n])),
      proverSetRoot: running.proverSetRoot,
      transcriptRoot: this.transcript.root(),
      statesRoot: this.states(stateBefore, stateAfter).root,
      tally: this.#tally(words),
      provers: committedProvers(words),
      committed: this.committed,
    };
  }

  /** P7.1: proves the block, inside of the proof window. Returns what the proof puts out. */
  async prove(words: readonly ProverWord[], content: BlockContent = {}): Promise<BlockOutputs> {
    const { addresses, deployer } = this.l1;
    const outputs = await this.outputs(words, content);
    const { stateAfter, statesRoot, tally, fees, provers, committed, transcriptRoot } = outputs;
    const submission: ProofSubmission = {
      proposal: this.proposal,
      transcriptRoot,
      committed,
      provers,
      stateAfter,
      statesRoot,
      tally,
      fees,
      messageCount: content.messageCount ?? 0n,
      data: this.transactions(content),
      seatWords: wordsOf(...words),
      proof: simulatedProof(blockOutputsToFields(outputs), this.l1.proofKey),
    };
    await deployer.send(l1Calls.submitProof(addresses, submission));
    return outputs;
  }

  transactions({ transactions }: BlockContent): Uint8Array {
    return transactions ?? new Uint8Array(LEAF_BYTES * 2 ** this.proposal.depth);
  }

  node(number: number): TreeNode {
    return this.entries[number]!.node;
  }

  #tally(words: readonly ProverWord[]): bigint {
    const committed = { leaf: 0, merge: 0, root: 0 };
    for (let number = 0; number < nodeCount(this.proposal.depth); number++) {
      if (words[number]!.startsWith("c")) committed[nodeKind(nodeAt(number), this.proposal.depth)]++;
    }
    return encodeTally({ committed, vacant: { leaf: 0, merge: 0, root: 0 } });
  }
}

/** Seats that proved a node as committed. */
export function committedProvers(words: readonly ProverWord[]): ProverBitmap {
  return ProverBitmap.of(words.filter((word) => word.startsWith("c")).map((word) => Number(word.slice(1))));
}
