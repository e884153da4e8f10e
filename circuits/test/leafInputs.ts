import {
  encodeSeatWord,
  encodeTally,
  leafStates,
  leafWordHash,
  nodeOutputsToFields,
  ProverBitmap,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import type { LeafFixture } from "./LeafFixture.ts";
import { PROVER_SET_ROOT, type ProverInput, type ProverWorld } from "./ProverWorld.ts";
import { hashInput, PROPOSAL_ID, ROLLUP_ID } from "./world.ts";

/** The vk_set_hash of the tests. A leaf only passes it on. */
const VK_SET_HASH = 12345n;

/** Returns the leaf circuit's inputs for a fixture's transactions. */
export function leafInputsOf(fixture: LeafFixture, node: TreeNode, world: ProverWorld, prover: ProverInput) {
  return {
    ...fixture.inputs(),
    context: {
      vk_set_hash: String(VK_SET_HASH),
      rollup_id: String(ROLLUP_ID),
      proposal_id: hashInput(PROPOSAL_ID),
      tree_depth: node.depth,
      prover_set_root: String(PROVER_SET_ROOT),
      transcript_root: String(world.transcript.root()),
      committed_hash: String(world.committedHash),
    },
    node_index: node.index,
    prover,
  };
}

/** The outputs that the leaf circuit must return for {@link leafInputsOf}. */
export function leafOutputsOf(
  fixture: LeafFixture,
  node: TreeNode,
  world: ProverWorld,
  prover: ProverInput,
  shown = prover.present,
): bigint[] {
  const results = fixture.results();
  const who = world.expected(node, prover, { shown });
  const none = { leaf: 0, merge: 0, root: 0 };
  return nodeOutputsToFields({
    ...results,
    vkSetHash: VK_SET_HASH,
    rollupId: ROLLUP_ID,
    proposalId: PROPOSAL_ID,
    treeDepth: node.depth,
    node,
    seatWordsHash: leafWordHash(toBytes(encodeSeatWord(who), 2)),
    proverSetRoot: PROVER_SET_ROOT,
    transcriptRoot: world.transcript.root(),
    committedHash: world.committedHash,
    statesRoot: leafStates(results.stateBefore, results.stateAfter),
    tally: encodeTally({
      committed: { ...none, leaf: who.isCommitted ? 1 : 0 },
      vacant: { ...none, leaf: who.isVacant ? 1 : 0 },
    }),
    provers: ProverBitmap.of(who.isCommitted ? [who.seat!] : []),
  });
}
