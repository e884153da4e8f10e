import {
  type ExecutedBlock,
  executeBlock,
  poseidon2Hash,
  State,
  signTransaction,
  publicKeyOf as userKeyOf,
} from "@trellis/ledger";
import {
  EMPTY_QUEUE,
  encodeFee,
  messageOf,
  NOOP,
  publicKeyOf,
  type QueuedMessage,
  type RollupDomain,
  rollupId,
  SeatTree,
  sha256,
  signVote,
  type Transaction,
  type TreeNode,
  toBigInt,
  toBytes,
  transactionOf,
  type VoteScope,
} from "@trellis/protocol";
import type { LeafJob, MergeJob, ProvenBlock, ProvenChild, ProverVoteInput, RootJob } from "../src/index.ts";

const named = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));

/** A rollup on a development chain. */
export const DOMAIN: RollupDomain = { chainId: 31337n, rollup: named("rollup").slice(0, 20) };

const SEAT_KEYS = Array.from({ length: 8 }, (_, seat) => named(`seat ${seat}`));

export type BlockFixtureInit = {
  readonly depth: number;
  /** Changes the proposal's name, so that two fixtures are two proposals. */
  readonly proposal?: string;
  /** True leaves a transfer with a broken signature in leaf 0, which the ledger was told not to look at. */
  readonly brokenSignature?: boolean;
};

/**
 * A block with all kinds of transactions, eight seats and jobs for every node. Leaf 0 opens accounts from L1 deposits, later leaves
 * transfer; seat s proves node number s.
 */
export class BlockFixture {
  readonly block: ProvenBlock;
  readonly executed: ExecutedBlock;
  /** The reveal's secret: 32 bytes below the modulus. */
  readonly secret: Uint8Array = toBytes(toBigInt(named("secret")) >> 8n, 32);
  readonly #seats = new SeatTree();

  constructor({ depth, proposal = "proposal", brokenSignature = false }: BlockFixtureInit) {
    for (const key of SEAT_KEYS) this.#seats.append(publicKeyOf(key));
    const id = rollupId(DOMAIN);
    this.block = {
      rollupId: id,
      proposalId: named(proposal),
      treeDepth: depth,
      proverSetRoot: this.#seats.root(),
    };
    const alice = toBigInt(named("alice")) >> 8n;
    const bob = toBigInt(named("bob")) >> 8n;
    const queue: QueuedMessage[] = [alice, bob].map((secret, accountIndex) => {
      const deposit = { ...NOOP, kind: "deposit" as const, to: accountIndex, amount: 10n ** 18n };
      return messageOf(deposit, userKeyOf(secret));
    });
    const transfer = (from: 0 | 1, nonce: number): Transaction => {
      const unsigned = {
        asset: 0 as const,
        from,
        to: 1 - from,
        amount: 1000n,
        fee: encodeFee(21_000n),
        nonce,
      };
      return signTransaction(id, unsigned, from === 0 ? alice : bob);
    };
    const transactions: Transaction[] = queue.map(transactionOf);
    const broken = transfer(0, 0);
    if (brokenSignature)
      transactions.push({
        ...broken,
        signature: broken.signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
      });
    else transactions.push(broken);
    while (transactions.length < 8) transactions.push(NOOP);
    for (let nonce = 1; transactions.length < 8 * 2 ** depth; nonce++) {
      transactions.push(transfer(0, nonce), transfer(1, nonce - 1));
      while (transactions.length % 8 !== 0) transactions.push(NOOP);
    }
    this.executed = executeBlock(State.empty(), transactions, {
      rollupId: id,
      depth,
      messages: { before: EMPTY_QUEUE, queue },
      skipSignatures: brokenSignature,
    });
  }

  /** The order commitment that the proposal made. */
  get orderCommitment(): bigint {
    return poseidon2Hash([toBigInt(this.secret), this.executed.txsRoot]);
  }

  /** A signed vote of a seat, by default for the whole tree. */
  vote(
    seat: number,
    vote: VoteScope = { depth: 0, index: 0, slot: 0 },
    proposalId = this.block.proposalId,
  ): ProverVoteInput {
    const { signature } = signVote(DOMAIN, { proposalId, seat, ...vote }, SEAT_KEYS[seat]!);
    return {
      seat,
      publicKey: publicKeyOf(SEAT_KEYS[seat]!),
      vote,
      signature,
      seatPath: this.#seats.path(seat),
    };
  }

  leaf(
    index: number,
    prover: ProverVoteInput | null = this.vote(2 ** this.block.treeDepth - 1 + index),
  ): LeafJob {
    return { kind: "leaf", block: this.block, leaf: this.executed.leaves[index]!, prover };
  }

  merge(node: TreeNode, left: ProvenChild, right: ProvenChild): MergeJob {
    return { kind: "merge", left, right, prover: this.vote(2 ** node.depth - 1 + node.index) };
  }

  root(left: ProvenChild, right: ProvenChild): RootJob {
    return { kind: "root", left, right, prover: this.vote(0), secret: this.secret };
  }
}
