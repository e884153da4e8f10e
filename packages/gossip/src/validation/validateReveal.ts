import { equalBytes, LEAF_TRANSACTIONS, type Reveal, toHex } from "@trellis/protocol";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "./Validator.ts";

/** P6.1: the opened order of a committed proposal. */
export async function validateReveal(reveal: Reveal, environment: ValidationEnvironment): Promise<Judgement> {
  const { context, memory, heavy, isOwn } = environment;
  const id = toHex(reveal.proposalId);

  // P6.1 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  const seen = memory.seen(id);
  // [IGNORE] the order has not been opened yet. It can be opened in one way only
  if (seen.revealed) return ignore("known");
  // P4.1 [REJECT] the transactions do not outnumber the tree's places
  if (reveal.transactions.length > 2 ** proposal.depth * LEAF_TRANSACTIONS)
    return reject("too_many_transactions");
  // P5.3 [WAIT] the proposal is committed on L1
  if (context.committed(reveal.proposalId) === undefined) return wait("proposal_not_committed");
  // P6.1 [WAIT] its proposal window is over
  if (!context.isRevealTime(reveal.proposalId)) return wait("window_open");

  if (!isOwn) {
    // P4.1 [REJECT] secret and transactions open the order commitment
    const opened = await heavy.run(async () => ({
      commitment: await context.orderCommitment(reveal.secret, reveal.transactions, proposal.depth),
    }));
    if (opened === undefined) return ignore("busy");
    if (opened.commitment === undefined) return reject("order_malformed");
    if (!equalBytes(opened.commitment, proposal.orderCommitment)) return reject("order_mismatch");
  }

  // [IGNORE] a differently encoded copy was not faster
  if (seen.revealed) return ignore("known");
  seen.revealed = true;
  return ACCEPT;
}
