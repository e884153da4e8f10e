import assert from "node:assert/strict";
import { test } from "node:test";
import { executeBlock, leafInputs, nodeExecution } from "@trellis/ledger";
import {
  leafContributionsHash,
  type NodeOutputs,
  nodeOutputsFromFields,
  nodeOutputsToFields,
  ProverBitmap,
} from "@trellis/protocol";
import fc from "fast-check";
import { blockOfEveryKind } from "../../packages/ledger/src/testing/blockOfEveryKind.ts";
import { randomBlock } from "../../packages/ledger/src/testing/randomBlock.ts";
import { ROLLUP_ID } from "../../packages/ledger/src/testing/testWorld.ts";
import { leaf } from "./leafCircuit.ts";
import { contributionOf, hashInput, nobody, PROPOSAL_ID, PROVER_SET_ROOT } from "./proverVote.ts";

const everyKind = blockOfEveryKind();

test("the block that the test always compares holds every kind of transaction", () => {
  const held = everyKind.transactions.map(({ kind, forced, failed }) =>
    [failed ? "failed" : forced ? "forced" : "", kind].join(" ").trim(),
  );
  const sent = ["transfer", "swap", "withdraw"].flatMap((kind) => [kind, `forced ${kind}`, `failed ${kind}`]);
  assert.deepEqual(new Set(held), new Set(["deposit", "seed", "noop", ...sent]));
});

test("P10.1, P10.2, P10.3: leaf circuit and ledger agree on a block of every kind and on random ones, of two leaves", async () => {
  await fc.assert(
    fc.asyncProperty(randomBlock({ maxLength: 16, sign: true }), async (given) => {
      const block = executeBlock(given.state, given.transactions, { ...given.context, depth: 1 });
      for (const [index, execution] of block.leaves.entries()) {
        const node = { depth: 1, index };
        const prover = nobody();
        const fields = await leaf.run({
          ...leafInputs(execution),
          context: {
            vk_set_hash: "1",
            rollup_id: String(ROLLUP_ID),
            proposal_id: hashInput(PROPOSAL_ID),
            tree_depth: 1,
            prover_set_root: hashInput(PROVER_SET_ROOT),
          },
          prover,
        });
        const expected: NodeOutputs = {
          ...nodeExecution(block, node),
          vkSetHash: 1n,
          rollupId: ROLLUP_ID,
          proposalId: PROPOSAL_ID,
          treeDepth: 1,
          contributionsHash: leafContributionsHash(contributionOf(node, prover)),
          proverSetRoot: PROVER_SET_ROOT,
          proverBitmap: ProverBitmap.EMPTY,
        };
        assert.deepEqual(fields, nodeOutputsToFields(expected));
        assert.equal(nodeOutputsFromFields(fields).node.index, index);
      }
    }),
    { numRuns: 40, examples: [[everyKind]] },
  );
});
