import { executeBlock, State } from "@trellis/ledger";
import {
  EMPTY_QUEUE,
  ProverBitmap,
  RESCUE_SLOT,
  type RollupDomain,
  rollupId,
  SeatTree,
  sha256,
  TranscriptTree,
} from "@trellis/protocol";
import { publicKeyOf, signVote } from "@trellis/protocol/keys";
import { BlockJobs, type LeafJob } from "@trellis/prover";

const DEPTH = 1;
const SEAT = 0;

/** A leaf of an empty block that was never proposed: proving it takes as long as any other, and says nothing to anybody. */
export function probeLeaf(domain: RollupDomain): LeafJob {
  const proposalId = sha256(new TextEncoder().encode("trellis doctor"));
  const secretKey = sha256(proposalId);
  const seats = new SeatTree();
  seats.set(SEAT, publicKeyOf(secretKey));
  const executed = executeBlock(State.empty(), [], {
    rollupId: rollupId(domain),
    depth: DEPTH,
    messages: { before: EMPTY_QUEUE, queue: [] },
  });
  const jobs = new BlockJobs({
    domain,
    proposalId,
    executed,
    seats,
    transcript: new TranscriptTree(),
    committed: ProverBitmap.EMPTY,
    secret: new Uint8Array(32),
  });
  const vote = signVote(
    domain,
    { proposalId, seat: SEAT, depth: DEPTH, index: 0, slot: RESCUE_SLOT },
    secretKey,
  );
  return jobs.leaf(0, jobs.proverOf(vote));
}
