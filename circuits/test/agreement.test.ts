import assert from "node:assert/strict";
import { test } from "node:test";
import {
  executeBlock,
  type LeafExecution,
  leafInputs,
  type NodeExecution,
  nodeExecution,
} from "@trellis/ledger";
import { leafStates, leafWordHash, nodeOutputsToFields, ProverBitmap, toBytes } from "@trellis/protocol";
import fc from "fast-check";
import { blockOfEveryKind } from "../../packages/ledger/src/testing/blockOfEveryKind.ts";
import { randomBlock } from "../../packages/ledger/src/testing/randomBlock.ts";
import { ROLLUP_ID } from "../../packages/ledger/src/testing/testWorld.ts";
import { Circuit } from "./Circuit.ts";
import { PROVER_SET_ROOT, ProverWorld } from "./ProverWorld.ts";
import { hashInput, PROPOSAL_ID } from "./world.ts";

const everyKind = blockOfEveryKind();

test("the block that the test always compares holds every kind of transaction", () => {
  const held = everyKind.transactions.map(({ kind, forced, failed }) =>
    [failed ? "failed" : forced ? "forced" : "", kind].join(" ").trim(),
  );
  const sent = ["transfer", "swap", "withdraw"].flatMap((kind) => [kind, `forced ${kind}`, `failed ${kind}`]);
  assert.deepEqual(new Set(held), new Set(["deposit", "seed", "noop", ...sent]));
});

const leaf = Circuit.generated("leaf");
const world = new ProverWorld();
const shared = { vkSetHash: 1n, rollupId: ROLLUP_ID, proposalId: PROPOSAL_ID, treeDepth: 1 };
const context = {
  vk_set_hash: "1",
  rollup_id: String(ROLLUP_ID),
  proposal_id: hashInput(PROPOSAL_ID),
  tree_depth: 1,
  prover_set_root: String(PROVER_SET_ROOT),
  transcript_root: String(world.transcript.root()),
  committed_hash: String(world.committedHash),
};

/** A leaf that nobody is named for. */
const inputsOf = (execution: LeafExecution) => ({
  ...leafInputs(execution),
  context,
  prover: world.nobody({ depth: 1, index: execution.index }),
});

/** The outputs that follow from the ledger's execution. */
const outputsOf = ({ dataHash: transactionsHash, ...execution }: NodeExecution): bigint[] =>
  nodeOutputsToFields({
    ...execution,
    ...shared,
    transactionsHash,
    seatWordsHash: leafWordHash(toBytes(0, 2)),
    proverSetRoot: PROVER_SET_ROOT,
    transcriptRoot: world.transcript.root(),
    committedHash: world.committedHash,
    statesRoot: leafStates(execution.stateBefore, execution.stateAfter),
    tally: 0n,
    provers: ProverBitmap.EMPTY,
  });

test("P10.1, P10.2, P10.3: leaf circuit and ledger agree on a block of every kind and on random ones, of two leaves", async () => {
  await fc.assert(
    fc.asyncProperty(randomBlock({ maxLength: 16, sign: true }), async (given) => {
      const block = executeBlock(given.state, given.transactions, { ...given.context, depth: 1 });
      for (const [index, execution] of block.leaves.entries()) {
        const expected = nodeExecution(block, { depth: 1, index });
        assert.deepEqual(await leaf.run(inputsOf(execution)), outputsOf(expected));
      }
    }),
    { numRuns: 40, examples: [[everyKind]] },
  );
});
