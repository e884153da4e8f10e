import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import {
  computeHashes,
  GRUMPKIN_BETA,
  GRUMPKIN_GENERATOR,
  GRUMPKIN_LATTICE,
  GRUMPKIN_ORDER,
  poseidon2Hash,
} from "@trellis/field";
import {
  type Account,
  executeBlockSteps,
  HashBatch,
  HashResults,
  type HashSteps,
  type KeyPair,
  Mempool,
  publicKeyOf,
  runHashSteps,
  State,
  signTransaction,
  transactionHash,
  verify,
} from "@trellis/ledger";
import {
  EMPTY_QUEUE,
  encodeFee,
  FIELD_MODULUS,
  LEAF_DATA_BYTES,
  NO_SIGNATURE,
  NOOP,
  sha256,
  type Transaction,
  toBigInt,
} from "@trellis/protocol";
import { poseidon2Hash as plainPoseidon2Hash } from "@zkpassport/poseidon2";
import { report } from "./figure.ts";
import { best, bestOfBoth } from "./time.ts";

// The ledger's cost on one core: its hash and its signature check beside plain BigInt implementations, admission to the mempool
// beside the bare signature checks, and a full block beside the bare hashing in it.

const ROLLUP_ID = 31_337n << 160n;
const RICH = 10n ** 18n;
const RUNS = 5;
const DEPTH = 11;
const PLACES = 2 ** DEPTH * 8;
/** Accounts of the state on which the block runs. */
const ACCOUNTS = 100_000;
const BLOCK_BOUND_S = 15;

let seed = 1;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const accountAt = (n: number): number => Math.floor((n * 2 ** 20) / ACCOUNTS);
const perSecond = (count: number, milliseconds: number): number => (count * 1_000) / milliseconds;

process.exitCode = [poseidon2, schnorr, admission, fullMempool, block]
  .map((measure) => measure())
  .every(Boolean)
  ? 0
  : 1;

/** Two inputs, in batches as trees are hashed; against @zkpassport/poseidon2, which is BigInt code. */
function poseidon2(): boolean {
  const inputs = Array.from({ length: 2_000 }, (_, i) => BigInt(i + 1) ** 40n % FIELD_MODULUS);
  const [one, plain] = bestOfBoth(
    RUNS,
    () => inputs.forEach((input, i) => void poseidon2Hash([input, inputs[i ^ 1]!])),
    () => inputs.slice(0, 200).forEach((input, i) => void plainPoseidon2Hash([input, inputs[i ^ 1]!])),
  );
  const batched = best(RUNS, () => {
    const batch = new HashBatch();
    const [left, right] = [batch.value(inputs[0]!), batch.value(inputs[1]!)];
    for (let i = 0; i < inputs.length; i++) batch.hash([left, right]);
    new HashResults(computeHashes(batch.request())).at(~0);
  });
  rate("Poseidon2, two inputs, one by one", perSecond(inputs.length, one));
  rate("Poseidon2, two inputs, in a batch", perSecond(inputs.length, batched));
  return report({
    name: "Poseidon2, two inputs",
    measured: (1_000 * one) / inputs.length,
    reference: (1_000 * plain) / 200,
    against: "@zkpassport/poseidon2",
    limit: 1,
    unit: "µs",
  });
}

/** Against the same check with @noble/curves' point arithmetic. */
function schnorr(): boolean {
  const keys = keyPairs(50);
  const signed = keys.map(({ secret, publicKey }, i) => {
    const hash = BigInt(i + 1) ** 30n;
    const tx = transferOf(i, i + 1, 0, secret);
    return { publicKey, hash: transactionHash(ROLLUP_ID, tx), signature: tx.signature, seed: hash };
  });
  const Point = weierstrass(
    {
      p: FIELD_MODULUS,
      n: GRUMPKIN_ORDER,
      h: 1n,
      a: 0n,
      b: FIELD_MODULUS - 17n,
      Gx: GRUMPKIN_GENERATOR.x,
      Gy: GRUMPKIN_GENERATOR.y,
    },
    { endo: { beta: GRUMPKIN_BETA, basises: GRUMPKIN_LATTICE } },
  );
  const check = (ok: boolean): void => {
    if (!ok) throw new Error("a good signature was refused");
  };
  const [ours, noble] = bestOfBoth(
    RUNS,
    () => {
      for (const { publicKey, hash, signature } of signed) check(verify(publicKey, hash, signature));
    },
    () => {
      for (const { publicKey, hash, signature } of signed) {
        const s = toBigInt(signature.subarray(0, 32));
        const e = toBigInt(signature.subarray(32));
        const key = Point.fromAffine(publicKey);
        const { x } = Point.BASE.multiplyUnsafe(s)
          .add(key.multiplyUnsafe(e % GRUMPKIN_ORDER))
          .toAffine();
        check(poseidon2Hash([x, publicKey.x, publicKey.y, hash]) === e);
      }
    },
  );
  rate("Schnorr verification", perSecond(signed.length, ours));
  return report({
    name: "Schnorr verification",
    measured: (1_000 * ours) / signed.length,
    reference: (1_000 * noble) / signed.length,
    against: "@noble/curves",
    limit: 1,
    unit: "µs",
  });
}

/** Goal: at least 60 % of the rate of bare signature checks. */
function admission(): boolean {
  const { state, keys } = world(500);
  const transactions = keys.flatMap(({ secret }, i) =>
    [0, 1].map((nonce) => transferOf(i, i + 1, nonce, secret)),
  );
  const hashes = transactions.map((tx) => transactionHash(ROLLUP_ID, tx));
  const [admitting, checking] = bestOfBoth(
    RUNS,
    () => {
      const mempool = new Mempool({ rollupId: ROLLUP_ID, state });
      for (const tx of transactions) mempool.add(tx);
      if (mempool.size !== transactions.length) throw new Error("a good transaction was refused");
    },
    () => transactions.forEach((tx, i) => void verify(keys[i >> 1]!.publicKey, hashes[i]!, tx.signature)),
  );
  rate("admission to the mempool", perSecond(transactions.length, admitting));
  return report({
    name: "admission of a transfer to the mempool",
    measured: (1_000 * admitting) / transactions.length,
    reference: (1_000 * checking) / transactions.length,
    against: "bare signature check",
    limit: 1 / 0.6,
    unit: "µs",
  });
}

/** The same with a full mempool, where each transfer evicts another. */
function fullMempool(): boolean {
  const { state, keys } = world(2_000);
  const waiting = keys.flatMap((_, i) =>
    Array.from({ length: 16 }, (_, nonce) => transferOf(i, i + 1, nonce, undefined, 100n)),
  );
  const comers = keys.slice(0, 300).map(({ secret }, i) => transferOf(i, i + 1, 0, secret, 10_000n));
  const hashes = comers.map((tx) => transactionHash(ROLLUP_ID, tx));
  const fill = (): Mempool => {
    const mempool = new Mempool({ rollupId: ROLLUP_ID, state, limits: { total: waiting.length } });
    for (const tx of waiting) mempool.add(tx, { signatureVerified: true });
    return mempool;
  };
  const mempools = Array.from({ length: 3 }, fill);
  const late = comers.map((tx) => ({ ...tx, nonce: 16 }));
  const signed = late.map((tx, i) =>
    signTransaction(ROLLUP_ID, { ...tx, kind: "transfer" }, keys[i]!.secret),
  );
  const [admitting, checking] = bestOfBoth(
    mempools.length,
    () => {
      const mempool = mempools.pop()!;
      for (const tx of signed) mempool.add(tx);
    },
    () => comers.forEach((tx, i) => void verify(keys[i]!.publicKey, hashes[i]!, tx.signature)),
  );
  return report({
    name: "admission of a transfer to a full mempool",
    measured: (1_000 * admitting) / signed.length,
    reference: (1_000 * checking) / comers.length,
    against: "bare signature check",
    limit: 1 / 0.6,
    unit: "µs",
  });
}

/**
 * A block of 16,384 transactions, a quarter of them swaps, from its transactions to state root, transactions root and data hash; against just the hashes that it
 * took, computed again with the same implementation from inputs that are ready.
 */
function block(): boolean {
  const { publicKey } = keyPairs(1)[0]!;
  const state = State.of(
    Array.from({ length: ACCOUNTS }, (_, n) => [accountAt(n), accountWith(publicKey, n)] as const),
    [RICH, RICH],
  );
  const before = state.root();
  const nonces = new Map<number, number>();
  const transactions = Array.from({ length: PLACES }, (_, i) => {
    const from = accountAt(random(ACCOUNTS));
    const nonce = nonces.get(from) ?? 0;
    nonces.set(from, nonce + 1);
    const tx = transfer(from, accountAt(random(ACCOUNTS)), nonce, NO_SIGNATURE);
    return i % 4 === 0 ? ({ ...tx, kind: "swap", to: 0, amount: 1_000n } as const) : tx;
  });
  const context = {
    rollupId: ROLLUP_ID,
    depth: DEPTH,
    messages: { before: EMPTY_QUEUE, queue: [] },
    skipSignatures: true,
  };
  const requests: ReturnType<HashBatch["request"]>[] = [];
  let dataHashes: Uint8Array[] = [];
  const work = function* (): HashSteps<void> {
    const executed = yield* executeBlockSteps(state, transactions, context);
    if ((yield* executed.stateAfter.rootSteps()) === before) throw new Error("the block did nothing");
    dataHashes = Array.from({ length: 2 ** DEPTH }, (_, leaf) =>
      executed.data.subarray(leaf * LEAF_DATA_BYTES, (leaf + 1) * LEAF_DATA_BYTES),
    );
  };
  const steps = work();
  for (let next = steps.next(); next.done !== true; ) {
    const request = next.value.request();
    if (request.size > 0) requests.push(structuredClone(request));
    next = steps.next(new HashResults(computeHashes(request)));
  }
  const pairs = Array.from(
    { length: 2 ** DEPTH - 1 },
    (_, i) => [sha256(Uint8Array.of(i)), sha256(Uint8Array.of(i))] as const,
  );
  const [whole, hashing] = bestOfBoth(
    3,
    () => runHashSteps(work()),
    () => {
      for (const request of requests) computeHashes(request);
      for (const data of dataHashes) sha256(data);
      for (const [left, right] of pairs) sha256(left, right);
    },
  );
  const hashes = requests.reduce((sum, { size }) => sum + size, 0);
  process.stdout.write(
    `a block of ${PLACES} transactions on ${ACCOUNTS} accounts: ${hashes} Poseidon2 and ${2 ** (DEPTH + 1) - 1} SHA-256 hashes\n`,
  );
  const name = `${PLACES} transactions executed and committed`;
  return [
    report({
      name,
      measured: whole / 1_000,
      reference: hashing / 1_000,
      against: "the bare hashing in it",
      limit: 1.3,
      unit: "s",
    }),
    report({
      name,
      measured: whole / 1_000,
      reference: BLOCK_BOUND_S,
      against: "bound",
      limit: 1,
      unit: "s",
    }),
  ].every(Boolean);
}

function rate(name: string, value: number): void {
  process.stdout.write(`       ${name}: ${Math.round(value).toLocaleString("en")} a second\n`);
}

function keyPairs(count: number): KeyPair[] {
  return Array.from({ length: count }, (_, i) => {
    const secret = 1_000_003n * BigInt(i + 1);
    return { secret, publicKey: publicKeyOf(secret) };
  });
}

function accountWith(key: KeyPair["publicKey"], n: number): Account {
  return { key, nonce: 0, balances: [RICH + BigInt(n), RICH] };
}

function world(accounts: number): { readonly state: State; readonly keys: readonly KeyPair[] } {
  const keys = keyPairs(accounts);
  const state = State.of(
    [...keys, keys[0]!].map(({ publicKey }, n) => [n, accountWith(publicKey, n)] as const),
  );
  return { state, keys };
}

function transfer(from: number, to: number, nonce: number, signature: Uint8Array, fee = 100n): Transaction {
  return { ...NOOP, kind: "transfer", from, to, amount: 5n, fee: encodeFee(fee), nonce, signature };
}

/** Signed if there is a secret. */
function transferOf(
  from: number,
  to: number,
  nonce: number,
  secret: bigint | undefined,
  fee = 100n,
): Transaction {
  const unsigned = transfer(from, to, nonce, NO_SIGNATURE, fee);
  if (secret === undefined) return unsigned;
  return signTransaction(ROLLUP_ID, { ...unsigned, kind: "transfer" }, secret);
}
