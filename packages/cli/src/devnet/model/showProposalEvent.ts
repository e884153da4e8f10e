import { nodeKey, score } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { advance, type ShownProposal } from "./ShownProposal.ts";

/** Applies a node's event to a proposal. @param alpha - exponent of the running round's scores, 2^-16. */
export function showProposalEvent(
  proposal: ShownProposal,
  event: TrellisEvent,
  alpha: number | undefined,
): void {
  switch (event.event) {
    case "voted":
      proposal.voters.set(event.seat, event.votes);
      proposal.votes = [...proposal.voters.values()].reduce((sum, votes) => sum + votes, 0);
      if (proposal.at.transcript === undefined && proposal.at.committed === undefined) {
        proposal.provers = proposal.voters.size;
      }
      break;
    case "transcript":
      proposal.named = new Map(event.entries.map((entry) => [nodeKey(entry), entry.seat]));
      if (proposal.at.committed === undefined) {
        proposal.provers = event.provers;
        proposal.score = score(event.provers, proposal.burnBid, alpha);
      }
      proposal.at.transcript ??= performance.now();
      break;
    case "revealed":
      if (proposal.state === "committed") advance(proposal, "revealed");
      proposal.at.revealed ??= performance.now();
      break;
    case "proving":
      if (proposal.tree.get(nodeKey(event))?.state === "proved") break;
      proposal.tree.set(nodeKey(event), {
        state: "proving",
        seat: event.seat,
        rescue: event.rescue,
        time: performance.now(),
      });
      break;
    case "proved": {
      const named = proposal.named.get(nodeKey(event));
      const cell = proposal.tree.get(nodeKey(event));
      // The parents take the named seat's proof, even if another seat has worked on the node.
      if (cell?.state === "proved" && cell.seat === named) break;
      proposal.tree.set(nodeKey(event), {
        state: "proved",
        seat: event.seat,
        rescue: named === undefined ? cell?.seat === event.seat && cell.rescue : named !== event.seat,
        time: event.seconds,
      });
      if (event.kind === "root") proposal.at.blockProof ??= performance.now();
      break;
    }
    case "proving_stopped": {
      const cell = proposal.tree.get(nodeKey(event));
      if (cell?.state === "proving" && cell.seat === event.seat) proposal.tree.delete(nodeKey(event));
      break;
    }
  }
}
