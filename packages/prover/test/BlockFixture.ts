import { type PublicKey, poseidon2Hash } from "@trellis/field";
import {
  type ExecutedBlock,
  executeBlock,
  State,
  signTransaction,
  publicKeyOf as userKeyOf,
} from "@trellis/ledger";
import {
  EMPTY_QUEUE,
  encodeFee,
  encodeMinimumOut,
  messageOf,
  NOOP,
  type QueuedMessage,
  type RollupDomain,
  rollupId,
  sha256,
  type Transaction,
  toBigInt,
  toBytes,
  transactionOf,
} from "@trellis/protocol";

const named = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));

/** A rollup on a development chain. */
export const DOMAIN: RollupDomain = { chainId: 31337n, rollup: named("rollup").slice(0, 20) };

/** Secret keys of seats 0 to 7. */
export const SEAT_KEYS = Array.from({ length: 8 }, (_, seat) => named(`seat ${seat}`));

/** Seeds of the pool, a swap, a withdrawal, a forced transfer, and a forced swap that fails; the swap is alice's, nonce 1. */
function secondLeaf(
  id: bigint,
  key: PublicKey,
  [alice, bob]: readonly [bigint, bigint],
): { readonly later: QueuedMessage[]; readonly sent: Transaction[] } {
  const seed = { ...NOOP, kind: "seed" as const, amount: 10n ** 18n };
  const forced = { ...NOOP, forced: true, from: 1, amount: 500n, fee: encodeFee(3n) };
  const fromL1: Transaction[] = [
    { ...NOOP, kind: "deposit", asset: 1, amount: 10n ** 18n },
    seed,
    { ...seed, asset: 1 },
    { ...forced, kind: "transfer", to: 0 },
    { ...forced, kind: "swap", asset: 1, failed: true },
  ];
  const fee = encodeFee(21_000n);
  const swap = signTransaction(
    id,
    { kind: "swap", asset: 1, from: 0, to: encodeMinimumOut(90_000n), amount: 100_000n, fee, nonce: 1 },
    alice,
  );
  const withdraw = signTransaction(
    id,
    { kind: "withdraw", asset: 0, from: 1, to: 0, amount: 77n, fee, nonce: 0 },
    bob,
  );
  return {
    later: fromL1.map((tx) => messageOf(tx, tx.kind === "deposit" ? key : undefined)),
    sent: [...fromL1.slice(0, 3), swap, withdraw, ...fromL1.slice(3), NOOP],
  };
}

export type BlockFixtureInit = {
  readonly depth: number;
  /** Changes the proposal's name, so that two fixtures are two proposals. */
  readonly proposal?: string;
  /** True leaves a transfer with a broken signature in leaf 0, which the ledger was told not to look at. */
  readonly brokenSignature?: boolean;
};

/**
 * A block with all kinds of transactions. Leaf 0 opens accounts from L1 deposits, leaf 1 seeds
 * the pool, swaps, withdraws and is forced, later leaves transfer.
 */
export class BlockFixture {
  /** 32 bytes. */
  readonly proposalId: Uint8Array;
  readonly executed: ExecutedBlock;
  /** The reveal's secret: 32 bytes below the modulus. */
  readonly secret: Uint8Array = toBytes(toBigInt(named("secret")) >> 8n, 32);

  constructor({ depth, proposal = "proposal", brokenSignature = false }: BlockFixtureInit) {
    const id = rollupId(DOMAIN);
    this.proposalId = named(proposal);
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
    const { later, sent } = secondLeaf(id, userKeyOf(alice), [alice, bob]);
    queue.push(...later);
    transactions.push(...sent);
    for (let nonce = 2; transactions.length < 8 * 2 ** depth; nonce++) {
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
}
