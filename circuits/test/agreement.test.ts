import assert from "node:assert/strict";
import { test } from "node:test";
import {
  executeBlock,
  type LeafExecution,
  leafInputs,
  type NodeExecution,
  nodeExecution,
} from "@trellis/ledger";
import { leafContributionsHash, nodeOutputsToFields, ProverBitmap, toBytes } from "@trellis/protocol";
import * as second from "@trellis/protocol/second";
import fc from "fast-check";
import { blockOfEveryKind } from "../../packages/ledger/src/testing/blockOfEveryKind.ts";
import { randomBlock } from "../../packages/ledger/src/testing/randomBlock.ts";
import { ROLLUP_ID } from "../../packages/ledger/src/testing/testWorld.ts";
import { Circuit } from "./Circuit.ts";
import { contributionOf, hashInput, nobody, PROPOSAL_ID, PROVER_SET_ROOT } from "./proverVote.ts";
import { PROVER_SET_ROOT as SECOND_SET_ROOT, SecondProver } from "./second/SecondProver.ts";

const everyKind = blockOfEveryKind();

test("the block that the test always compares holds every kind of transaction", () => {
  const held = everyKind.transactions.map(({ kind, forced, failed }) =>
    [failed ? "failed" : forced ? "forced" : "", kind].join(" ").trim(),
  );
  const sent = ["transfer", "swap", "withdraw"].flatMap((kind) => [kind, `forced ${kind}`, `failed ${kind}`]);
  assert.deepEqual(new Set(held), new Set(["deposit", "seed", "noop", ...sent]));
});

const shared = { vkSetHash: 1n, rollupId: ROLLUP_ID, proposalId: PROPOSAL_ID, treeDepth: 1 };
const context = {
  vk_set_hash: "1",
  rollup_id: String(ROLLUP_ID),
  proposal_id: hashInput(PROPOSAL_ID),
  tree_depth: 1,
};
const world = new SecondProver();

/** Each version's leaf that nobody is named for: the circuit's inputs, and the outputs that follow from the ledger's execution. */
const VERSIONS: readonly {
  readonly circuit: Circuit;
  readonly inputs: (execution: LeafExecution) => object;
  readonly outputs: (execution: NodeExecution) => bigint[];
}[] = [
  {
    circuit: Circuit.generated("leaf"),
    inputs: (execution) => ({
      ...leafInputs(execution),
      context: { ...context, prover_set_root: hashInput(PROVER_SET_ROOT) },
      prover: nobody(),
    }),
    outputs: (execution) =>
      nodeOutputsToFields({
        ...execution,
        ...shared,
        contributionsHash: leafContributionsHash(contributionOf(execution.node, nobody())),
        proverSetRoot: PROVER_SET_ROOT,
        proverBitmap: ProverBitmap.EMPTY,
      }),
  },
  {
    circuit: Circuit.generated("second/leaf"),
    inputs: (execution) => ({
      ...leafInputs(execution),
      context: {
        ...context,
        prover_set_root: String(SECOND_SET_ROOT),
        transcript_root: String(world.transcript.root()),
        committed_hash: String(world.committedHash),
      },
      prover: world.nobody({ depth: 1, index: execution.index }),
    }),
    outputs: (execution) =>
      second.nodeOutputsToFields({
        ...execution,
        ...shared,
        transactionsHash: execution.dataHash,
        seatWordsHash: second.leafWordHash(toBytes(0, 2)),
        proverSetRoot: SECOND_SET_ROOT,
        transcriptRoot: world.transcript.root(),
        committedHash: world.committedHash,
        statesRoot: second.leafStates(execution.stateBefore, execution.stateAfter),
        tally: 0n,
        provers: ProverBitmap.EMPTY,
      }),
  },
];

test("P10.1, P10.2, P10.3: leaf circuit and ledger agree on a block of every kind and on random ones, of two leaves", async () => {
  await fc.assert(
    fc.asyncProperty(randomBlock({ maxLength: 16, sign: true }), async (given) => {
      const block = executeBlock(given.state, given.transactions, { ...given.context, depth: 1 });
      for (const [index, execution] of block.leaves.entries()) {
        const expected = nodeExecution(block, { depth: 1, index });
        for (const { circuit, inputs, outputs } of VERSIONS) {
          assert.deepEqual(await circuit.run(inputs(execution)), outputs(expected));
        }
      }
    }),
    { numRuns: 40, examples: [[everyKind]] },
  );
});
