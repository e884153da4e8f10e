import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { type CompiledCircuit, Noir } from "@noir-lang/noir_js";
import { EMPTY_QUEUE, NOOP, splitHash, transactionOf } from "@trellis/protocol";
import fc from "fast-check";
import { type RandomBlock, randomBlock } from "../testing/randomBlock.ts";
import { EMPTY_INDEX, message, ROLLUP_ID, testWorld, transfer } from "../testing/testWorld.ts";
import { executeBlock } from "./executeBlock.ts";
import type { LeafExecution } from "./LeafExecution.ts";
import { type LeafInputs, leafInputs } from "./leafInputs.ts";
import { nodeExecution } from "./nodeExecution.ts";

let circuit: Noir;

before(async () => {
  const file = new URL("../../../../circuits/generated/leaf.json", import.meta.url);
  circuit = new Noir(JSON.parse(await readFile(file, "utf8")) as CompiledCircuit);
});

interface LeafOutputs {
  readonly [name: string]: string | { readonly hi: string; readonly lo: string };
}

/** Runs the leaf circuit without a named prover. */
async function runCircuit(inputs: LeafInputs, treeDepth: number): Promise<LeafOutputs> {
  const zeros = (count: number): string[] => new Array<string>(count).fill("0");
  const zeroHash = { hi: "0", lo: "0" };
  const { returnValue } = await circuit.execute({
    ...inputs,
    transactions: inputs.transactions as never,
    messages_before: { ...inputs.messages_before },
    context: {
      vk_set_hash: "1",
      rollup_id: String(ROLLUP_ID),
      proposal_id: zeroHash,
      tree_depth: String(treeDepth),
      prover_set_root: "0",
      transcript_root: "0",
      committed_hash: "0",
    },
    prover: {
      present: false,
      seat: "0",
      key_x: zeros(32),
      key_y: zeros(32),
      vote_depth: "0",
      vote_index: "0",
      slot: "0",
      signature: zeros(64),
      seat_path: zeros(11),
      opening: { entry: "0", path: zeros(12), committed: zeros(16) },
    },
  });
  return returnValue as unknown as LeafOutputs;
}

const fieldOf = (outputs: LeafOutputs, name: string): bigint => BigInt(outputs[name] as string);
const hashOf = (outputs: LeafOutputs, name: string): [bigint, bigint] => {
  const { hi, lo } = outputs[name] as { hi: string; lo: string };
  return [BigInt(hi), BigInt(lo)];
};

async function assertAgrees(block: ReturnType<typeof executeBlock>, leaf: LeafExecution): Promise<void> {
  const outputs = await runCircuit(leafInputs(leaf), block.depth);
  const expected = nodeExecution(block, { depth: block.depth, index: leaf.index });
  assert.equal(fieldOf(outputs, "state_before"), expected.stateBefore);
  assert.equal(fieldOf(outputs, "state_after"), expected.stateAfter);
  assert.equal(fieldOf(outputs, "txs_root"), expected.txsRoot);
  assert.equal(fieldOf(outputs, "fees"), expected.fees);
  assert.deepEqual(hashOf(outputs, "transactions_hash"), splitHash(expected.dataHash));
  assert.deepEqual(hashOf(outputs, "messages_before"), splitHash(expected.messagesBefore));
  assert.deepEqual(hashOf(outputs, "messages_after"), splitHash(expected.messagesAfter));
}

test("P6.3 the leaf circuit computes what the ledger computes, for random leaves", async () => {
  await fc.assert(
    fc.asyncProperty(randomBlock({ maxLength: 16, sign: true }), async (given: RandomBlock) => {
      const block = executeBlock(given.state, given.transactions, { ...given.context, depth: 1 });
      for (const leaf of block.leaves) await assertAgrees(block, leaf);
    }),
    { numRuns: 16, endOnFailure: true },
  );
});

test("P4.1 the signature bytes of a no-op or deposit do not matter", async () => {
  const queue = [message(EMPTY_INDEX, 5n)];
  const noise = new Uint8Array(64).fill(0xff);
  const transactions = [
    { ...transactionOf(queue[0]!), signature: noise },
    { ...NOOP, signature: new Uint8Array(3) },
  ];
  const block = executeBlock(testWorld(), transactions, {
    rollupId: ROLLUP_ID,
    depth: 1,
    messages: { before: EMPTY_QUEUE, queue },
  });
  await assertAgrees(block, block.leaves[0]!);
});

test("the circuit refuses what the ledger refuses", async () => {
  const queue = [message(EMPTY_INDEX, 500n)];
  const transactions = [
    transactionOf(queue[0]!),
    transfer({ from: 0, to: 1, amount: 7n }),
    transfer({ from: 1, to: 1, asset: 1, amount: 7n }),
  ];
  const block = executeBlock(testWorld(), transactions, {
    rollupId: ROLLUP_ID,
    depth: 1,
    messages: { before: EMPTY_QUEUE, queue },
  });
  type Entry = LeafInputs["transactions"][number];
  const good = leafInputs(block.leaves[0]!);
  const changed = (place: number, change: (entry: Entry) => Entry): LeafInputs => ({
    ...good,
    transactions: good.transactions.map((entry, i) => (i === place ? change(entry) : entry)),
  });
  const tx = (place: number, fields: Partial<Entry["transaction"]>): LeafInputs =>
    changed(place, (entry) => ({ ...entry, transaction: { ...entry.transaction, ...fields } }));
  const refused: [RegExp, LeafInputs][] = [
    [/unknown kind/, tx(3, { kind: "6" })],
    [/no-op not empty/, tx(3, { to: "1" })],
    [/deposit or seed with a sender/, tx(0, { from: "1" })],
    [/deposit or seed with a fee/, tx(0, { fee: "32" })],
    [/nonce is not the sender's|transaction signature/, tx(1, { nonce: "1" })],
    [/transaction signature/, tx(1, { amount: "8" })],
    [/exponent/, tx(1, { fee: String((1 << 5) | 26) })],
    [/recipient not in the state/, { ...tx(0, { to: "4" }) }],
    [/not the state's/, { ...good, state_before: String(block.stateAfter.root()) }],
  ];
  await runCircuit(good, 1);
  for (const [reason, inputs] of refused) await assert.rejects(runCircuit(inputs, 1), reason);
});
