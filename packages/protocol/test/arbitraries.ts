import fc from "fast-check";
import type { Proposal, SignedProposal } from "../src/auction/Proposal.ts";
import type { Vote } from "../src/auction/Vote.ts";
import { SEATS } from "../src/constants.ts";
import type { SignedEntry } from "../src/messages/Reveal.ts";
import type { RollupDomain } from "../src/RollupDomain.ts";
import type { Transaction } from "../src/transactions/Transaction.ts";
import { nodeNumber, type TreeNode } from "../src/tree/TreeNode.ts";

/** A plain object of arbitrary fields: one that deepEqual takes for the object that the code makes. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

/** Any bytes of this length. */
export const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });

export const seat: fc.Arbitrary<number> = fc.nat(SEATS - 1);
export const uint16: fc.Arbitrary<number> = fc.nat(0xffff);
export const uint32: fc.Arbitrary<number> = fc.nat(0xffffffff);
/** Any integer of at most so many bits. */
export const uint = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });

/** Any node of a tree of this depth, each depth equally likely. */
export const nodeOf = (treeDepth: number): fc.Arbitrary<TreeNode> =>
  fc.nat(treeDepth).chain((depth) => record({ depth: fc.constant(depth), index: fc.nat(2 ** depth - 1) }));

export const domain: fc.Arbitrary<RollupDomain> = record({ chainId: uint(64), rollup: bytes(20) });

export const proposal: fc.Arbitrary<Proposal> = record({
  height: uint(64),
  round: uint32,
  parent: bytes(32),
  depth: fc.integer({ min: 1, max: 11 }),
  orderCommitment: bytes(32),
  proverShareBps: fc.nat(10_000),
  burnBid: uint(96),
  proposer: bytes(20),
  expiry: uint(64),
});

export const signedProposal: fc.Arbitrary<SignedProposal> = record({ proposal, signature: bytes(65) });

export const vote: fc.Arbitrary<Vote> = nodeOf(11).chain((scope) =>
  record({
    proposalId: bytes(32),
    depth: fc.constant(scope.depth),
    index: fc.constant(scope.index),
    slot: uint16,
    seat,
    signature: bytes(64),
  }),
);

const index = fc.nat(2 ** 20 - 1);
const fee = record({ mantissa: fc.nat(2047), exponent: fc.nat(25) }).map(
  (f) => (f.mantissa << 5) | f.exponent,
);
const asset = fc.constantFrom(0 as const, 1 as const);
const unsigned = fc.constant(new Uint8Array(64));

const no = fc.constant(false);
type Authority = {
  readonly [Field in "fee" | "nonce" | "forced" | "failed" | "signature"]: fc.Arbitrary<Transaction[Field]>;
};
const signed: Authority = { fee, nonce: uint32, forced: no, failed: no, signature: bytes(64) };
const forced: Authority = {
  fee,
  nonce: fc.constant(0),
  forced: fc.constant(true),
  failed: fc.boolean(),
  signature: unsigned,
};
/** Neither sender nor fee, nonce or signature. */
const unsent = {
  from: fc.constant(0),
  fee: fc.constant(0),
  nonce: fc.constant(0),
  forced: no,
  failed: no,
  signature: unsigned,
};

const transferOf = (authority: Authority): fc.Arbitrary<Transaction> =>
  record({
    kind: fc.constant("transfer" as const),
    asset,
    from: index,
    to: index,
    amount: uint(96),
    ...authority,
  });
const swapOf = (authority: Authority): fc.Arbitrary<Transaction> =>
  record({
    kind: fc.constant("swap" as const),
    asset,
    from: index,
    to: index.filter((to) => (to & 31) <= 24),
    amount: uint(96),
    ...authority,
  });
const withdrawOf = (authority: Authority): fc.Arbitrary<Transaction> =>
  record({
    kind: fc.constant("withdraw" as const),
    asset,
    from: index,
    to: fc.constant(0),
    amount: uint(96),
    ...authority,
  });

export const transfer = transferOf(signed);
/** A transfer, swap or withdrawal, signed. */
export const sent = fc.oneof(transfer, swapOf(signed), withdrawOf(signed));
export const deposit: fc.Arbitrary<Transaction> = record({
  kind: fc.constant("deposit" as const),
  asset,
  to: index,
  amount: uint(96),
  ...unsent,
});
const seed: fc.Arbitrary<Transaction> = record({
  kind: fc.constant("seed" as const),
  asset,
  to: fc.constant(0),
  amount: uint(96).filter((amount) => amount > 0n),
  ...unsent,
});
/** What comes out of the L1 queue. */
export const fromL1 = fc.oneof(deposit, seed, transferOf(forced), swapOf(forced), withdrawOf(forced));
const noop: fc.Arbitrary<Transaction> = record({
  kind: fc.constant("noop" as const),
  asset: fc.constant(0 as const),
  to: fc.constant(0),
  amount: fc.constant(0n),
  ...unsent,
});
/** Any transaction that a block can hold. */
export const transaction: fc.Arbitrary<Transaction> = fc.oneof(sent, fromL1, noop);

/** Entries of a transcript of this depth, ascending nodes: each vote covers its node, no vote twice. */
export const transcriptEntries = (treeDepth: number): fc.Arbitrary<SignedEntry[]> =>
  fc.uniqueArray(nodeOf(treeDepth), { selector: nodeNumber, maxLength: 20 }).chain((nodes) =>
    fc.tuple(
      ...nodes
        .sort((a, b) => nodeNumber(a) - nodeNumber(b))
        .map((node, slot) =>
          record({ seat, scopeDepth: fc.nat(node.depth), signature: bytes(64) }).map(
            ({ seat, scopeDepth, signature }) => ({
              node,
              seat,
              vote: { depth: scopeDepth, index: node.index >> (node.depth - scopeDepth), slot },
              signature,
            }),
          ),
        ),
    ),
  );

/** An order as it is revealed. */
export const reveal = record({
  proposalId: bytes(32),
  secret: bytes(32).map((secret) => Uint8Array.of(secret[0]! & 0x1f, ...secret.subarray(1))),
  transactions: fc
    .tuple(fc.array(transaction, { maxLength: 20 }), fc.oneof(transfer, deposit))
    .chain(([some, last]) => fc.constantFrom([], [...some, last])),
});

/** A tree depth small enough to check by hand-made full trees. */
export const smallDepth: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 });

/** What a seat signs of a node's proof. */
export const nodeProof = record({
  proposalId: bytes(32),
  node: nodeOf(11),
  seat,
  proof: fc.uint8Array({ maxLength: 300 }),
});
