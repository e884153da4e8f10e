import { poseidon2Hash } from "../../packages/field/src/index.ts";
import { FIELD_MODULUS } from "../../packages/field/src/modulus.ts";
import {
  authorisedHash,
  bitmapHash,
  commitmentDigest,
} from "../../packages/protocol/src/auction/Commitment.ts";
import {
  domainSeparator,
  MAX_BURN_BID,
  type Proposal,
  proposalId,
} from "../../packages/protocol/src/auction/Proposal.ts";
import { TranscriptTree } from "../../packages/protocol/src/auction/TranscriptTree.ts";
import { isVacant } from "../../packages/protocol/src/auction/transcriptEntry.ts";
import { voteDigest } from "../../packages/protocol/src/auction/Vote.ts";
import { addressOf } from "../../packages/protocol/src/encoding/addressOf.ts";
import { concatBytes, toBytes, toHex } from "../../packages/protocol/src/encoding/bytes.ts";
import { signJoin } from "../../packages/protocol/src/keys/joinSignature.ts";
import { signProposal } from "../../packages/protocol/src/keys/proposalSignature.ts";
import { publicKeyOf, signDigest, signRecoverable } from "../../packages/protocol/src/keys/secp256k1.ts";
import { startClaimDigest } from "../../packages/protocol/src/messages/StartClaim.ts";
import { type NodeWeights, nodePay, totalWeight } from "../../packages/protocol/src/pay/rewards.ts";
import { type RollupDomain, rollupId } from "../../packages/protocol/src/RollupDomain.ts";
import { ProverBitmap } from "../../packages/protocol/src/seats/ProverBitmap.ts";
import { joinDigest } from "../../packages/protocol/src/seats/RegistryJoin.ts";
import { SeatTree, seatLeaf } from "../../packages/protocol/src/seats/SeatTree.ts";
import { dataHash } from "../../packages/protocol/src/transactions/dataHash.ts";
import {
  EMPTY_QUEUE,
  messageOf,
  type QueuedMessage,
  rollingHash,
} from "../../packages/protocol/src/transactions/MessageQueue.ts";
import {
  MAX_RESERVE,
  type PoolReserves,
  swap,
  swapOutput,
} from "../../packages/protocol/src/transactions/pool.ts";
import {
  decodeFee,
  decodeMinimumOut,
  encodeFee,
  encodeMinimumOut,
  MAX_AMOUNT,
  NOOP,
  packTransaction,
  TRANSACTION_KINDS,
  type Transaction,
} from "../../packages/protocol/src/transactions/Transaction.ts";
import { nodeProofDigest } from "../../packages/protocol/src/tree/NodeProof.ts";
import {
  covers,
  nodeAt,
  nodeCount,
  nodeKind,
  nodeNumber,
  ROOT_NODE,
} from "../../packages/protocol/src/tree/TreeNode.ts";
import { publicInputs, seatWords, tallies } from "./blockVectors.ts";
import { escapes, messageRules } from "./escapeVectors.ts";
import { payShares } from "./payShares.ts";
import { scoreVectors } from "./scoreVectors.ts";
import { settings } from "./settings.ts";
import { bytesOf, fieldOf, type Json, words } from "./values.ts";

/** Secret key of a seat; public on purpose, it protects nothing. */
const seatKey = (seat: number): Uint8Array => bytesOf(`seat key ${seat}`);
const proposerKey = bytesOf("proposer key");
const proposer = addressOf(publicKeyOf(proposerKey));

const DOMAINS: readonly RollupDomain[] = [
  { chainId: 31_337n, rollup: bytesOf("rollup a").slice(12) },
  { chainId: (1n << 64n) - 1n, rollup: new Uint8Array(20).fill(0xff) },
];
const DOMAIN = DOMAINS[0]!;
const NO_SIGNATURE = new Uint8Array(64);

const domainJson = (domain: RollupDomain) => ({
  chainId: String(domain.chainId),
  rollup: toHex(domain.rollup),
});
const keyJson = (publicKey: Uint8Array) => ({
  keyX: toHex(publicKey.slice(0, 32)),
  keyY: toHex(publicKey.slice(32)),
  signer: toHex(addressOf(publicKey)),
});
const signatureJson = (signature65: Uint8Array) => ({
  r: toHex(signature65.slice(0, 32)),
  s: toHex(signature65.slice(32, 64)),
  v: signature65[64]!,
});

const PROPOSALS: readonly (readonly [RollupDomain, Proposal])[] = [
  [
    DOMAIN,
    {
      height: 1n,
      round: 0,
      parent: new Uint8Array(32),
      depth: 1,
      orderCommitment: bytesOf("order 1"),
      proverShareBps: 7000,
      burnBid: 10n ** 16n,
      proposer,
      expiry: 1_900_000_000n,
    },
  ],
  [
    DOMAIN,
    {
      height: 0x0102030405060708n,
      round: 0x11121314,
      parent: bytesOf("parent"),
      depth: 11,
      orderCommitment: bytesOf("order 2"),
      proverShareBps: 10_000,
      burnBid: 0x0102030405060708090a0b0cn,
      proposer,
      expiry: 0x2122232425262728n,
    },
  ],
  [
    DOMAINS[1]!,
    {
      height: (1n << 64n) - 1n,
      round: 0xffffffff,
      parent: new Uint8Array(32).fill(0xff),
      depth: 3,
      orderCommitment: new Uint8Array(32).fill(0xff),
      proverShareBps: 0,
      burnBid: MAX_BURN_BID,
      proposer,
      expiry: (1n << 64n) - 1n,
    },
  ],
];
const PROPOSAL_ID = proposalId(...PROPOSALS[0]!);

const BITMAP_SEATS: readonly (readonly number[])[] = [
  [],
  [0],
  [2047],
  [127, 128, 255, 256],
  [1, 3, 130, 511, 512, 1024, 1919, 1920],
  Array.from({ length: 2048 }, (_, seat) => seat),
];

/** Inputs of hashes: the ends of the field and what a hash of them gives. */
const poseidon2 = () => {
  const edges = [0n, 1n, 2n, FIELD_MODULUS - 1n, FIELD_MODULUS - 2n, 1n << 128n, 1n << 253n];
  const spread = Array.from({ length: 8 }, (_, i) => poseidon2Hash([BigInt(i), 77n]));
  const values = [...edges, ...spread];
  const word = (value: bigint): string => toHex(toBytes(value, 32));
  const at = (i: number): bigint => values[i % values.length]!;
  const inputs = (count: number): bigint[][] =>
    values.map((_, i) => Array.from({ length: count }, (_, j) => at(i + j * 4)));
  const root = (leaf: bigint, index: number, siblings: readonly bigint[]): bigint =>
    siblings.reduce(
      (node, sibling, level) => poseidon2Hash((index >> level) & 1 ? [sibling, node] : [node, sibling]),
      leaf,
    );
  return {
    pairs: inputs(2).map((input) => ({ inputs: input.map(word), hash: word(poseidon2Hash(input)) })),
    triples: inputs(3).map((input) => ({ inputs: input.map(word), hash: word(poseidon2Hash(input)) })),
    lists: [0, 1, 2, 3, 4, 5, 6, 7, 9, 10].flatMap((count) =>
      inputs(count)
        .slice(0, 3)
        .map((input) => ({ inputs: input.map(word), hash: word(poseidon2Hash(input)) })),
    ),
    paths: [0, 1, 11, 12, 20].map((depth) => {
      const index = depth === 0 ? 0 : (0x5a5a5 >> 1) % 2 ** depth;
      const siblings = Array.from({ length: depth }, (_, i) => at(i));
      const leaf = at(depth + 3);
      return {
        leaf: word(leaf),
        index,
        siblings: siblings.map(word),
        root: word(root(leaf, index, siblings)),
      };
    }),
  };
};

const domains = () => ({
  cases: DOMAINS.map((domain) => ({
    ...domainJson(domain),
    rollupId: toHex(toBytes(rollupId(domain), 32)),
    domainSeparator: toHex(domainSeparator(domain)),
  })),
});

const bitmaps = () => ({
  cases: BITMAP_SEATS.map((seats) => {
    const bitmap = ProverBitmap.of(seats);
    return {
      seats,
      count: bitmap.count(),
      words: words(bitmap),
      limbs: bitmap.limbs().map((limb) => toHex(toBytes(limb, 32))),
      bitmapHash: toHex(bitmapHash(bitmap)),
    };
  }),
});

/** P4.1, P5.3: proposals, and commitments to them. */
const auction = () => ({
  cases: PROPOSALS.map(([domain, proposal], i) => {
    const id = proposalId(domain, proposal);
    const bitmap = ProverBitmap.of(BITMAP_SEATS[i + 2]!);
    const root = fieldOf(`transcript root ${i}`);
    const rootBytes = toBytes(root, 32);
    return {
      ...domainJson(domain),
      height: String(proposal.height),
      round: proposal.round,
      parent: toHex(proposal.parent),
      depth: proposal.depth,
      orderCommitment: toHex(proposal.orderCommitment),
      proverShareBps: proposal.proverShareBps,
      burnBid: String(proposal.burnBid),
      proposer: toHex(proposal.proposer),
      expiry: String(proposal.expiry),
      proposalId: toHex(id),
      signature: toHex(signProposal(domain, proposal, proposerKey).signature),
      transcriptRoot: toHex(rootBytes),
      words: words(bitmap),
      commitmentDigest: toHex(commitmentDigest(domain, id, root, bitmap)),
      commitmentSignature: toHex(signRecoverable(commitmentDigest(domain, id, root, bitmap), proposerKey)),
      authorised: toHex(authorisedHash(root, bitmap)),
    };
  }),
});

const VOTE_SCOPES: readonly (readonly [
  domain: RollupDomain,
  depth: number,
  index: number,
  slot: number,
  seat: number,
])[] = [
  [DOMAIN, 0, 0, 0, 0],
  [DOMAIN, 0, 0, 1, 0],
  [DOMAIN, 1, 1, 0, 1],
  [DOMAIN, 2, 3, 7, 2],
  [DOMAIN, 11, 2047, 65_535, 2047],
  [DOMAINS[1]!, 0, 0, 0, 0],
];

const votes = () => ({
  cases: VOTE_SCOPES.map(([domain, depth, index, slot, seat]) => {
    const digest = voteDigest(domain, PROPOSAL_ID, { depth, index, slot });
    return {
      ...domainJson(domain),
      proposalId: toHex(PROPOSAL_ID),
      depth,
      index,
      slot,
      seat,
      digest: toHex(digest),
      secretKey: toHex(seatKey(seat)),
      ...keyJson(publicKeyOf(seatKey(seat))),
      ...signatureJson(signRecoverable(digest, seatKey(seat))),
    };
  }),
});

/** R2: entries of every sort at nodes of a tree of depth 11, and whether each binds its seat. */
const transcriptVectors = () => {
  const committed = ProverBitmap.of([0, 1, 2, 2047]);
  const whole = { depth: 0, index: 0, slot: 0 };
  const entries = [
    { node: nodeAt(0), seat: 0, vote: whole },
    { node: nodeAt(1), seat: 1, vote: { ...whole, slot: 65_534 } },
    { node: nodeAt(2), seat: 3, vote: whole },
    { node: nodeAt(3), seat: 2, vote: { depth: 2, index: 0, slot: 7 } },
    { node: nodeAt(4), seat: 2, vote: { depth: 2, index: 0, slot: 8 } },
    { node: nodeAt(5), seat: 2, vote: { depth: 2, index: 2, slot: 65_535 } },
    { node: nodeAt(6), seat: 2, vote: { depth: 3, index: 6, slot: 0 } },
    { node: nodeAt(4_094), seat: 2047, vote: { depth: 11, index: 2_047, slot: 1 } },
  ];
  const tree = TranscriptTree.of(entries);
  return {
    root: toHex(toBytes(tree.root(), 32)),
    words: words(committed),
    cases: entries.map(({ node, seat }) => ({
      depth: node.depth,
      index: node.index,
      seat,
      entry: toHex(toBytes(tree.entry(node), 7)),
      siblings: tree.path(node).map((sibling) => toHex(toBytes(sibling, 32))),
      isVacant: isVacant(tree.entry(node), node, committed),
    })),
  };
};

/** R8: the nodes and seats of the votes' scopes. */
const startClaims = () => ({
  cases: VOTE_SCOPES.map(([domain, depth, index, , seat]) => {
    const digest = startClaimDigest(domain, PROPOSAL_ID, { depth, index });
    return {
      ...domainJson(domain),
      proposalId: toHex(PROPOSAL_ID),
      depth,
      index,
      seat,
      digest: toHex(digest),
      ...keyJson(publicKeyOf(seatKey(seat))),
      ...signatureJson(signRecoverable(digest, seatKey(seat))),
    };
  }),
});

/** The domain's rollup address is used as the registry's. */
const joins = () => ({
  cases: DOMAINS.flatMap(({ chainId, rollup: registry }) =>
    [0, 2047].map((seat) => {
      const secretKey = seatKey(seat);
      const join = { chainId, registry, payout: bytesOf(`payout ${seat}`).slice(12) };
      const signature = signJoin(join, secretKey);
      return {
        chainId: String(chainId),
        registry: toHex(registry),
        payout: toHex(join.payout),
        digest: toHex(joinDigest(join)),
        ...keyJson(publicKeyOf(secretKey)),
        r: toHex(signature.slice(0, 32)),
        s: toHex(signature.slice(32)),
      };
    }),
  ),
});

const nodeProofs = () => ({
  cases: VOTE_SCOPES.map(([domain, depth, index, slot, seat]) => {
    const proof = concatBytes(...Array.from({ length: slot % 9 }, (_, i) => bytesOf(`proof ${i}`)));
    const seatWordsHash = bytesOf(`seat words of ${depth}/${index}`);
    const digest = nodeProofDigest(
      domain,
      { proposalId: PROPOSAL_ID, node: { depth, index }, seat, proof },
      seatWordsHash,
    );
    return {
      ...domainJson(domain),
      proposalId: toHex(PROPOSAL_ID),
      depth,
      index,
      seat,
      seatWordsHash: toHex(seatWordsHash),
      proof: toHex(proof),
      digest: toHex(digest),
      secretKey: toHex(seatKey(seat)),
      ...keyJson(publicKeyOf(seatKey(seat))),
      signature: toHex(signDigest(digest, seatKey(seat))),
    };
  }),
});

/** R3: a tree with seats at its ends and between them; later ones take the place of earlier ones. */
function seatTree() {
  const seats = [0, 1, 2, 3, 8, 1000, 1023, 1024, 2046, 2047];
  const tree = new SeatTree();
  const hex32 = (value: bigint): string => toHex(toBytes(value, 32));
  const roots = [hex32(tree.root())];
  const keys = seats.map((seat) => publicKeyOf(seatKey(seat)));
  for (const [i, key] of keys.entries()) {
    tree.set(seats[i]!, key);
    roots.push(hex32(tree.root()));
  }
  return {
    seats,
    keyX: keys.map((key) => toHex(key.slice(0, 32))),
    keyY: keys.map((key) => toHex(key.slice(32))),
    leaves: keys.map((key, i) => hex32(seatLeaf(seats[i]!, key))),
    /** Before the first seat, and after each one. */
    roots,
    paths: seats.map((seat) => tree.path(seat).map(hex32)),
  };
}

const TRANSFER: Transaction = {
  ...NOOP,
  kind: "transfer",
  from: 3,
  to: 4,
  amount: 10n ** 18n,
  fee: encodeFee(21_000_000_000_000n),
  nonce: 9,
  signature: bytesOf64("transfer"),
};
const SWAP: Transaction = {
  ...TRANSFER,
  kind: "swap",
  asset: 1,
  to: encodeMinimumOut(123_456_789n),
  signature: bytesOf64("swap"),
};
const FORCED = { nonce: 0, forced: true, signature: NO_SIGNATURE } as const;
const TRANSACTIONS: readonly Transaction[] = [
  NOOP,
  { ...NOOP, kind: "deposit", to: 5, amount: 1n },
  { ...NOOP, kind: "deposit", asset: 1, to: 1_048_575, amount: MAX_AMOUNT },
  TRANSFER,
  {
    ...TRANSFER,
    asset: 1,
    from: 1_048_575,
    to: 1_048_574,
    amount: 0x0102030405060708090a0b0cn,
    fee: 0xffff - 6,
    nonce: 0xffffffff,
    signature: bytesOf64("transfer 2"),
  },
  SWAP,
  { ...SWAP, asset: 0, from: 0, to: (32_767 << 5) | 24, amount: 1n, fee: 0 },
  { ...TRANSFER, kind: "withdraw", asset: 1, to: 0, signature: bytesOf64("withdraw") },
  { ...NOOP, kind: "seed", amount: 1n },
  { ...NOOP, kind: "seed", asset: 1, amount: MAX_AMOUNT },
  { ...TRANSFER, ...FORCED },
  { ...SWAP, ...FORCED, failed: true },
  { ...TRANSFER, ...FORCED, kind: "withdraw", asset: 1, to: 0, amount: 0n, failed: true },
];

function messages() {
  const key0 = { x: fieldOf("x0"), y: fieldOf("y0") };
  const queue: QueuedMessage[] = [
    messageOf({ ...NOOP, kind: "deposit", to: 0, amount: 1n }, key0),
    messageOf(
      { ...NOOP, kind: "deposit", asset: 1, to: 1, amount: MAX_AMOUNT },
      { x: fieldOf("x1"), y: fieldOf("y1") },
    ),
    messageOf({ ...NOOP, kind: "deposit", asset: 1, to: 0, amount: 10n ** 18n }, key0),
    messageOf({ ...NOOP, kind: "deposit", to: 1_048_575, amount: 7n }, { x: FIELD_MODULUS - 1n, y: 0n }),
    ...TRANSACTIONS.filter(({ kind, forced }) => kind === "seed" || forced).map((tx) => messageOf(tx)),
  ];
  const rolling = [EMPTY_QUEUE];
  for (const message of queue) rolling.push(rollingHash(rolling.at(-1)!, message));
  return {
    packed: queue.map(({ packed }) => toHex(packed)),
    keyX: queue.map(({ keyX }) => toHex(toBytes(keyX, 32))),
    keyY: queue.map(({ keyY }) => toHex(toBytes(keyY, 32))),
    rolling: rolling.map(toHex),
  };
}

function bytesOf64(label: string): Uint8Array {
  return concatBytes(bytesOf(label), bytesOf(`${label}, second half`));
}

function transactions() {
  const encoded = [0, 1 << 5, 2047 << 5, (1 << 5) | 25, (2047 << 5) | 25, (123 << 5) | 14, 0xffff - 6];
  const values = [
    0n,
    1n,
    2047n,
    2048n,
    2049n,
    20_470n,
    20_471n,
    123_456_789n,
    10n ** 18n,
    2047n * 10n ** 25n,
  ];
  const minimumOuts = [0, 1 << 5, 32_767 << 5, (1 << 5) | 24, (32_767 << 5) | 24, (12_345 << 5) | 14];
  const amounts = [
    0n,
    1n,
    32_767n,
    32_768n,
    327_679n,
    327_680n,
    10n ** 18n,
    32_767n * 10n ** 24n,
    MAX_AMOUNT,
  ];
  return {
    kind: TRANSACTIONS.map(({ kind }) => TRANSACTION_KINDS.indexOf(kind)),
    asset: TRANSACTIONS.map(({ asset }) => asset),
    from: TRANSACTIONS.map(({ from }) => from),
    to: TRANSACTIONS.map(({ to }) => to),
    amount: TRANSACTIONS.map(({ amount }) => String(amount)),
    fee: TRANSACTIONS.map(({ fee }) => fee),
    feeValue: TRANSACTIONS.map(({ fee }) => String(decodeFee(fee))),
    nonce: TRANSACTIONS.map(({ nonce }) => nonce),
    forced: TRANSACTIONS.map(({ forced }) => forced),
    failed: TRANSACTIONS.map(({ failed }) => failed),
    packed: TRANSACTIONS.map((tx) => toHex(packTransaction(tx))),
    feeDecode: { encoded, value: encoded.map((fee) => String(decodeFee(fee))) },
    feeEncode: { value: values.map(String), encoded: values.map(encodeFee) },
    minimumOutDecode: {
      encoded: minimumOuts,
      value: minimumOuts.map((to) => String(decodeMinimumOut(to))),
    },
    minimumOutEncode: { value: amounts.map(String), encoded: amounts.map(encodeMinimumOut) },
    /**
     * 20 bytes each that encode no transaction: a no-op with an asset, a recipient, an amount; a deposit with a sender, a fee; kinds 6
     * and 15; the top bit; fee exponents 26 and 31; a forced deposit, no-op and seed; failed, but not forced; a swap whose least amount
     * has exponents 25 and 31; a withdrawal with a recipient; a seed of nothing, with a sender, a recipient, a fee.
     */
    refused: [
      `0x10${"00".repeat(19)}`,
      `0x00${"00".repeat(4)}01${"00".repeat(14)}`,
      `0x00${"00".repeat(16)}01${"00".repeat(2)}`,
      `0x01${"00".repeat(2)}10${"00".repeat(16)}`,
      `0x01${"00".repeat(17)}0020`,
      `0x06${"00".repeat(19)}`,
      `0x0f${"00".repeat(19)}`,
      `0x82${"00".repeat(19)}`,
      `0x02${"00".repeat(17)}001a`,
      `0x02${"00".repeat(17)}ffff`,
      `0x21${"00".repeat(19)}`,
      `0x20${"00".repeat(19)}`,
      `0x25${"00".repeat(16)}01${"00".repeat(2)}`,
      `0x42${"00".repeat(19)}`,
      `0x03${"00".repeat(4)}19${"00".repeat(14)}`,
      `0x23${"00".repeat(4)}1f${"00".repeat(14)}`,
      `0x04${"00".repeat(4)}01${"00".repeat(14)}`,
      `0x05${"00".repeat(19)}`,
      `0x05${"00".repeat(2)}10${"00".repeat(13)}01${"00".repeat(2)}`,
      `0x05${"00".repeat(4)}01${"00".repeat(11)}01${"00".repeat(2)}`,
      `0x05${"00".repeat(16)}010020`,
    ],
  };
}

function pool() {
  const pools: readonly PoolReserves[] = [
    [0n, 0n],
    [0n, 1000n],
    [1n, 1n],
    [1_000_000n, 2_000_000n],
    [10n ** 24n, 3n * 10n ** 21n],
    [MAX_RESERVE - 5n, 7n],
    [MAX_RESERVE, MAX_RESERVE],
  ];
  const sales = [0n, 1n, 5n, 1000n, 10n ** 18n, MAX_AMOUNT];
  const cases = pools.flatMap((reserves) =>
    ([0, 1] as const).flatMap((asset) =>
      sales.flatMap((amount) => {
        const out = swapOutput(reserves, asset, amount);
        const bounds = [0n, ...(out <= MAX_AMOUNT ? [out] : []), ...(out < MAX_AMOUNT ? [out + 1n] : [])];
        return bounds.map((minimumOut) => ({
          reserves,
          asset,
          amount,
          minimumOut,
          result: swap(reserves, asset, amount, minimumOut),
        }));
      }),
    ),
  );
  return {
    reserve0: cases.map(({ reserves }) => String(reserves[0])),
    reserve1: cases.map(({ reserves }) => String(reserves[1])),
    asset: cases.map(({ asset }) => asset),
    amount: cases.map(({ amount }) => String(amount)),
    minimumOut: cases.map(({ minimumOut }) => String(minimumOut)),
    isExecutable: cases.map(({ result }) => result !== undefined),
    /** 0 and unchanged reserves if the swap cannot execute. */
    out: cases.map(({ result }) => String(result?.out ?? 0n)),
    after0: cases.map(({ result, reserves }) => String((result?.reserves ?? reserves)[0])),
    after1: cases.map(({ result, reserves }) => String((result?.reserves ?? reserves)[1])),
  };
}

const data = () => ({
  cases: [1, 2, 3].map((treeDepth) => {
    const bytes = concatBytes(
      ...Array.from({ length: 2 ** treeDepth * 8 }, (_, i) =>
        packTransaction(TRANSACTIONS[(i * 3) % TRANSACTIONS.length]!),
      ),
    );
    return {
      treeDepth,
      data: toHex(bytes),
      leafHashes: Array.from({ length: 2 ** treeDepth }, (_, i) =>
        toHex(dataHash(bytes.slice(i * 160, (i + 1) * 160))),
      ),
      dataHash: toHex(dataHash(bytes)),
    };
  }),
});

const WEIGHTS: NodeWeights = { leaf: 3n, merge: 2n, root: 5n };

/** P8.3, P6.6: the pay of nodes by weight. */
function nodePays() {
  const pays = [1, 2, 3, 11].flatMap((treeDepth) =>
    [ROOT_NODE, { depth: 1, index: 1 }, { depth: treeDepth, index: 0 }].flatMap((node) =>
      [true, false].map((isCommitted) => ({ treeDepth, node, isCommitted })),
    ),
  );
  const PROVERS_PART = 385_000_000_000_000_007n;
  const UNCOMMITTED_FACTOR_BPS = 2500;
  return {
    provers: String(PROVERS_PART),
    leafWeight: Number(WEIGHTS.leaf),
    mergeWeight: Number(WEIGHTS.merge),
    rootWeight: Number(WEIGHTS.root),
    uncommittedFactorBps: UNCOMMITTED_FACTOR_BPS,
    treeDepth: pays.map(({ treeDepth }) => treeDepth),
    nodeDepth: pays.map(({ node }) => node.depth),
    nodeIndex: pays.map(({ node }) => node.index),
    kind: pays.map(({ node, treeDepth }) => nodeKind(node, treeDepth)),
    isCommitted: pays.map(({ isCommitted }) => isCommitted),
    totalWeight: pays.map(({ treeDepth }) => String(totalWeight(WEIGHTS, treeDepth))),
    pay: pays.map(({ treeDepth, node, isCommitted }) =>
      String(nodePay(PROVERS_PART, WEIGHTS, node, treeDepth, isCommitted, UNCOMMITTED_FACTOR_BPS)),
    ),
  };
}

/** Every pair of nodes of a tree of depth 2, and pairs at the far edges of the deepest tree. */
function nodes() {
  const small = Array.from({ length: nodeCount(2) }, (_, number) => nodeAt(number));
  const edges = [0, 1, 2047, 2048, 4093, 4094].map(nodeAt);
  const pairs = [small, edges].flatMap((set) => set.flatMap((scope) => set.map((node) => ({ scope, node }))));
  return {
    scopeDepth: pairs.map(({ scope }) => scope.depth),
    scopeIndex: pairs.map(({ scope }) => scope.index),
    nodeDepth: pairs.map(({ node }) => node.depth),
    nodeIndex: pairs.map(({ node }) => node.index),
    nodeNumber: pairs.map(({ node }) => nodeNumber(node)),
    covers: pairs.map(({ scope, node }) => covers(scope, node)),
  };
}

/**
 * The vectors that hold Solidity, Noir and TypeScript to one meaning, by file name.
 * Bytes and field elements are 0x-hex, wei and 64-bit numbers decimal strings, small numbers plain.
 */
export const VECTORS: Readonly<Record<string, () => Json>> = {
  auction,
  bitmaps,
  data,
  domains,
  escapes,
  joins,
  "message-rules": messageRules,
  messages,
  "node-pays": nodePays,
  "node-proofs": nodeProofs,
  nodes,
  pay: payShares,
  pool,
  poseidon2,
  "public-inputs": publicInputs,
  scores: () => scoreVectors(fieldOf),
  "seat-tree": seatTree,
  "seat-words": seatWords,
  settings,
  "start-claims": startClaims,
  tallies,
  transactions,
  transcripts: transcriptVectors,
  votes,
};

/** A vector file's text. */
export function vectorText(vector: () => Json): string {
  return `${JSON.stringify(vector(), null, 1)}\n`;
}
