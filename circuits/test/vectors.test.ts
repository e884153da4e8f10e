import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fromHex, sha256, toBytes } from "@trellis/protocol";
import { compileCircuit } from "../scripts/compileCircuit.ts";
import { Circuit, circuitsFile, type Input } from "./Circuit.ts";
import { withValues } from "./withValues.ts";
import { hashInput } from "./world.ts";

// Vectors are columns or lists of cases. Each test knows the shape of its own.
// biome-ignore lint/suspicious/noExplicitAny: JSON files of many shapes, read by tests only
type Json = any;

function vectors(name: string): Json {
  return JSON.parse(
    readFileSync(new URL(`../../packages/protocol/vectors/${name}.json`, import.meta.url), "utf8"),
  );
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);
const hash = { hi: 0, lo: 0 };
const node = { depth: 0, index: 0 };

/** Default inputs. Each test changes the part that it tests. */
const NOTHING = {
  context: {
    vk_set_hash: 0,
    rollup_id: 0,
    proposal_id: hash,
    tree_depth: 0,
    prover_set_root: 0,
    transcript_root: 0,
    committed_hash: 0,
  },
  node,
  scope: node,
  slot: 0,
  contribution: { present: false, seat: 0, committed: false, vacant: false },
  key_x: zeros(32),
  key_y: zeros(32),
  seat_path: zeros(11),
  message: { rolling: hash, packed: 0, key_x: 0, key_y: 0 },
  transaction: {
    kind: 0,
    asset: 0,
    from: 0,
    to: 0,
    amount: 0,
    fee: 0,
    nonce: 0,
    forced: false,
    failed: false,
    signature: { s_hi: 0, s_lo: 0, e: 0 },
  },
  pool: { reserve0: 0, reserve1: 0 },
  outputs: {
    vk_set_hash: 0,
    rollup_id: 0,
    proposal_id: hash,
    tree_depth: 0,
    node_depth: 0,
    node_index: 0,
    state_before: 0,
    state_after: 0,
    txs_root: 0,
    transactions_hash: hash,
    seat_words_hash: hash,
    fees: 0,
    messages_before: hash,
    messages_after: hash,
    prover_set_root: 0,
    transcript_root: 0,
    committed_hash: 0,
    states_root: 0,
    tally: 0,
    provers: zeros(16),
  },
};

let program: Circuit;
before(async () => {
  program = new Circuit(await compileCircuit(circuitsFile("test/vectors")));
});

/** The library's results for the changed inputs, member by member. */
async function encode(changes: Record<string, Input>) {
  const fields = await program.run(withValues(NOTHING, changes));
  const take = (count: number): bigint[] => fields.splice(0, count);
  const number = (words: bigint[], bits: bigint): bigint =>
    words.reduce((sum, word) => (sum << bits) | word, 0n);
  return {
    voteDigest: number(take(8), 32n),
    seatRoot: take(1)[0],
    covers: take(1)[0] === 1n,
    seatWord: take(1)[0],
    bitmap: take(16),
    rolling: number(take(8), 32n),
    packed: number(take(5), 32n),
    fee: take(1)[0],
    leastBought: take(1)[0],
    bought: take(1)[0]!,
    hasRoom: take(1)[0] === 1n,
    nodeFields: take(40),
  };
}

const bytesInput = (hex: string): number[] => [...fromHex(hex)];
const hashOfHex = (hex: string): { hi: string; lo: string } => hashInput(fromHex(hex));

test("P4.2: vote digests", async () => {
  for (const vote of vectors("votes").cases) {
    const encoded = await encode({
      "context.rollup_id": String((BigInt(vote.chainId) << 160n) + BigInt(vote.rollup)),
      "context.proposal_id": hashOfHex(vote.proposalId),
      scope: { depth: vote.depth, index: vote.index },
      slot: vote.slot,
    });
    assert.equal(encoded.voteDigest, BigInt(vote.digest));
  }
});

test("R3: seat leaves and paths", async () => {
  const { seats, keyX, keyY, paths, roots } = vectors("seat-tree");
  for (const [i, seat] of seats.entries()) {
    const encoded = await encode({
      "contribution.seat": seat,
      key_x: bytesInput(keyX[i]),
      key_y: bytesInput(keyY[i]),
      seat_path: paths[i],
    });
    assert.equal(encoded.seatRoot, BigInt(roots.at(-1)));
  }
});

test("P4.2: which votes cover which nodes", async () => {
  const { scopeDepth, scopeIndex, nodeDepth, nodeIndex, covers } = vectors("nodes");
  for (const i of covers.keys()) {
    const encoded = await encode({
      scope: { depth: scopeDepth[i], index: scopeIndex[i] },
      node: { depth: nodeDepth[i], index: nodeIndex[i] },
    });
    assert.equal(
      encoded.covers,
      covers[i],
      `scope ${scopeDepth[i]}/${scopeIndex[i]}, node ${nodeDepth[i]}/${nodeIndex[i]}`,
    );
  }
});

test("R1: seat words", async () => {
  for (const { treeDepth, words } of vectors("seat-words").cases) {
    // The vectors of deep trees are long and similar.
    if (treeDepth > 3) continue;
    const bytes = fromHex(words);
    for (let i = 0; i < bytes.length; i += 2) {
      const word = bytes[i]! * 256 + bytes[i + 1]!;
      const present = word !== 0;
      const committed = word >= 0x8000;
      const seat = present ? (word & 0x7fff) - 1 : 0;
      const encoded = await encode({ contribution: { present, seat, committed, vacant: false } });
      assert.equal(encoded.seatWord, BigInt(word));
    }
  }
});

test("P6.4: bitmaps of one seat", async () => {
  for (const { seats, limbs } of vectors("bitmaps").cases) {
    if (seats.length > 1) continue;
    const encoded = await encode({
      "contribution.committed": seats.length === 1,
      "contribution.seat": seats[0] ?? 0,
    });
    assert.deepEqual(encoded.bitmap, limbs.map(BigInt));
  }
});

test("P8.6: the queue's rolling hash", async () => {
  const { packed, keyX, keyY, rolling } = vectors("messages");
  for (const i of packed.keys()) {
    const encoded = await encode({
      message: { rolling: hashOfHex(rolling[i]), packed: packed[i], key_x: keyX[i], key_y: keyY[i] },
    });
    assert.equal(encoded.rolling, BigInt(rolling[i + 1]));
  }
});

test("P7.1, P10.2: packed transactions, fees and least amounts", async () => {
  const v = vectors("transactions");
  for (const i of v.kind.keys()) {
    const encoded = await encode({
      "transaction.kind": v.kind[i],
      "transaction.asset": v.asset[i],
      "transaction.from": v.from[i],
      "transaction.to": v.to[i],
      "transaction.amount": v.amount[i],
      "transaction.fee": v.fee[i],
      "transaction.nonce": v.nonce[i],
      "transaction.forced": v.forced[i],
      "transaction.failed": v.failed[i],
    });
    assert.equal(encoded.packed, BigInt(v.packed[i]));
    assert.equal(encoded.fee, BigInt(v.feeValue[i]));
  }
  for (const i of v.feeDecode.encoded.keys()) {
    const encoded = await encode({ "transaction.fee": v.feeDecode.encoded[i] });
    assert.equal(encoded.fee, BigInt(v.feeDecode.value[i]));
  }
  for (const i of v.minimumOutDecode.encoded.keys()) {
    const encoded = await encode({ "transaction.to": v.minimumOutDecode.encoded[i] });
    assert.equal(encoded.leastBought, BigInt(v.minimumOutDecode.value[i]));
  }
});

test("P10.1: amounts that the pool gives", async () => {
  const v = vectors("pool");
  for (const i of v.amount.keys()) {
    const { bought, hasRoom } = await encode({
      pool: { reserve0: v.reserve0[i], reserve1: v.reserve1[i] },
      "transaction.asset": v.asset[i],
      "transaction.amount": v.amount[i],
    });
    const isExecutable = hasRoom && bought > 0n && bought >= BigInt(v.minimumOut[i]);
    assert.equal(isExecutable, v.isExecutable[i]);
    if (isExecutable) assert.equal(bought, BigInt(v.out[i]));
  }
});

test("P6.4: public inputs of a node", async () => {
  const v = vectors("public-inputs");
  const word = toBytes(v.seat + 1 + 0x8000, 2);
  const { nodeFields } = await encode({
    outputs: {
      vk_set_hash: v.vkSetHash,
      rollup_id: v.rollupId,
      proposal_id: hashOfHex(v.proposalId),
      tree_depth: v.treeDepth,
      node_depth: 2,
      node_index: v.mergeIndex,
      state_before: v.stateBefore,
      state_after: v.stateAfter,
      txs_root: v.txsRoot,
      transactions_hash: hashOfHex(v.transactionsHash),
      seat_words_hash: hashInput(sha256(...v.children.map(fromHex), word)),
      fees: v.fees,
      messages_before: hashOfHex(v.messagesBefore),
      messages_after: hashOfHex(v.messagesAfter),
      prover_set_root: v.proverSetRoot,
      transcript_root: v.transcriptRoot,
      committed_hash: v.committedHash,
      states_root: v.statesRoot,
      tally: v.tally,
      provers: v.provers.flatMap((limbs: string) => [
        String(BigInt(limbs) & (2n ** 128n - 1n)),
        String(BigInt(limbs) >> 128n),
      ]),
    },
  });
  assert.deepEqual(nodeFields, v.mergeFields.map(BigInt));
});
