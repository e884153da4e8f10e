import { nodeOutputsFromFields, ProverBitmap, type TreeNode, toBytes } from "@trellis/protocol";
import {
  encodeSeatWord,
  encodeTally,
  leafStates,
  leafWordHash,
  type NodeOutputs,
  nodeOutputsToFields,
} from "@trellis/protocol/second";
import type { LeafFixture } from "../LeafFixture.ts";
import { nobody } from "../proverVote.ts";
import { PROVER_SET_ROOT, type ProverInput, type SecondProver } from "./SecondProver.ts";

/** Returns the leaf circuit's inputs for a fixture's transactions. */
export function leafInputsOf(fixture: LeafFixture, node: TreeNode, world: SecondProver, prover: ProverInput) {
  const first = fixture.inputs(node.depth, node.index, nobody());
  const { prover_set_root: _, ...context } = first.context;
  return {
    ...first,
    context: {
      ...context,
      prover_set_root: String(PROVER_SET_ROOT),
      transcript_root: String(world.transcript.root()),
      committed_hash: String(world.committedHash),
    },
    prover,
  };
}

/** The outputs that the leaf circuit must return for {@link leafInputsOf}. */
export function leafOutputsOf(
  fixture: LeafFixture,
  node: TreeNode,
  world: SecondProver,
  prover: ProverInput,
  shown = prover.present,
): bigint[] {
  const first = nodeOutputsFromFields(fixture.outputs(node.depth, node.index, nobody()));
  const who = world.expected(node, prover, { shown });
  const none = { leaf: 0, merge: 0, root: 0 };
  const outputs: NodeOutputs = {
    vkSetHash: first.vkSetHash,
    rollupId: first.rollupId,
    proposalId: first.proposalId,
    treeDepth: first.treeDepth,
    node,
    stateBefore: first.stateBefore,
    stateAfter: first.stateAfter,
    txsRoot: first.txsRoot,
    transactionsHash: first.dataHash,
    seatWordsHash: leafWordHash(toBytes(encodeSeatWord(who), 2)),
    fees: first.fees,
    messagesBefore: first.messagesBefore,
    messagesAfter: first.messagesAfter,
    proverSetRoot: PROVER_SET_ROOT,
    transcriptRoot: world.transcript.root(),
    committedHash: world.committedHash,
    statesRoot: leafStates(first.stateBefore, first.stateAfter),
    tally: encodeTally({
      committed: { ...none, leaf: who.isCommitted ? 1 : 0 },
      vacant: { ...none, leaf: who.isVacant ? 1 : 0 },
    }),
    provers: ProverBitmap.of(who.isCommitted ? [who.seat!] : []),
  };
  return nodeOutputsToFields(outputs);
}
