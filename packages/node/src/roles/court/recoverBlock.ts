import type { BlockRecord } from "@trellis/l1";
import { commitBlockSteps } from "@trellis/ledger";
import { judgeSubtree, type Reveal, type RollupDomain, rollupId, toHex } from "@trellis/protocol";
import type { Chain } from "../../chain/Chain.ts";
import type { BlockWork } from "../../disk/ClaimedWork.ts";
import { KnownProposal } from "../../proposals/KnownProposal.ts";
import { transcriptSteps } from "../../proposals/transcriptSteps.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";

/** The parts of the node that executing an old block again uses. */
export interface RecoverView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
  readonly thread: Pick<LedgerThread, "run">;
}

/**
 * R8: a final block as this node knew it before it was stopped: executed on the state below it, with the claims of own seats and the proofs below
 * them. Undefined if the state below is of too long ago, or L1's facts are another block's.
 */
export async function recoverBlock(
  { chain, domain, thread }: RecoverView,
  { reveal, nodes }: Pick<BlockWork, "nodes"> & { readonly reveal: Reveal },
  record: BlockRecord,
  signal: AbortSignal,
): Promise<KnownProposal | undefined> {
  const { proposal, proposalId, transcriptRoot, committed, facts } = record;
  const parent = toHex(proposal.parent);
  const state = chain.stateAfter(parent);
  const consumed = proposal.height === 1n ? 0n : chain.commitment(parent)?.facts?.messageCount;
  if (state === undefined || consumed === undefined || state.root() !== facts?.stateBefore) return undefined;
  const known = new KnownProposal(proposalId, proposal);
  known.setCommitted(BigInt(transcriptRoot), committed);
  known.takeReveal(reveal, await thread.run(transcriptSteps(reveal.entries), signal), chain.now);
  const { transcript } = known;
  if (transcript === undefined) return undefined;
  const before = chain.queueHash(consumed);
  const execution = await thread.run(
    commitBlockSteps(state, reveal.transactions, {
      rollupId: rollupId(domain),
      depth: proposal.depth,
      messages: { before, queue: chain.messages.slice(Number(consumed)) },
      // L1 has accepted its proof.
      skipSignatures: true,
    }),
    signal,
  );
  if (execution.stateAfter.root() !== facts.stateAfter) return undefined;
  known.execution = execution;
  for (const { claim, inputs } of nodes) {
    known.addClaim(claim);
    for (const message of inputs) {
      const { provers, tally } = judgeSubtree(
        message.seatWords,
        message.node,
        proposal.depth,
        transcript,
        committed,
      );
      const committedProvers = provers.count();
      // It was checked when it came, and proving checks it again.
      known.addProof({ message, verdict: "deferred", provers, tally, committedProvers, committedWeight: 0n });
    }
  }
  return known;
}
