import {
  boundEntries,
  entriesFault,
  equalBytes,
  FIELD_MODULUS,
  isPackable,
  LEAF_TRANSACTIONS,
  type Proposal,
  type Reveal,
  type SignedEntry,
  toBigInt,
  toHex,
  voteDigest,
  voteNumber,
} from "@trellis/protocol";
import type { Commitment } from "../GossipContext.ts";
import { fingerprint } from "../gate/CheckedVotes.ts";
import { NamedSeats } from "../gate/GateMemory.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import type { MessageEnvironment } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/** Most vote signatures checked at once, 60 ms of work, before it is asked again whether a sender is still heard. */
const AT_ONCE = 512;

/** P6.1, R2, R17: order and whole transcript of a committed proposal whose turn to reveal has come. */
export async function validateReveal(reveal: Reveal, environment: MessageEnvironment): Promise<Judgement> {
  const { context, memory, heavy, isOwn } = environment;
  const id = toHex(reveal.proposalId);

  // P6.1 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P4.1 [REJECT] the transactions do not outnumber the tree's places
  if (reveal.transactions.length > 2 ** proposal.depth * LEAF_TRANSACTIONS)
    return reject("too_many_transactions");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(reveal.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");
  const seen = memory.seen(id);
  // [IGNORE] it has not been revealed yet. There is one order and one transcript
  const isKnown = (): boolean => seen.named?.isOf(commitment) === true;
  if (isKnown()) return ignore("known");
  // R17 [WAIT] the proposal window is over, and the leader is settled
  const from = context.revealFrom(reveal.proposalId);
  if (from === undefined) return wait("window_open");
  // R17, A23 [WAIT] its turn has come. Whoever reveals earlier gives its order away for nothing
  if (context.now() < from) return wait("turn_not_come");

  if (!isOwn) {
    // R2 [REJECT] the entries fit the proposal's tree
    if (entriesFault(reveal.entries, proposal.depth) !== undefined) return reject("entries_malformed");
    // P4.1 [REJECT] secret and transactions are numbers that the commitment can be made of
    if (toBigInt(reveal.secret) >= FIELD_MODULUS || !reveal.transactions.every(isPackable))
      return reject("order_malformed");
    const bound = [...boundEntries(reveal.entries, commitment.committed).values()];
    // P2.3 [WAIT] the keys at the snapshot are known of all seats that are bound
    if (bound.some(({ seat }) => context.proverKey(seat, proposal) === undefined))
      return wait("seat_unknown");
    const fault = await heavy(async () =>
      // [IGNORE] no copy was faster
      isKnown()
        ? ignore("known")
        : ((await voteFault(bound, reveal, proposal, environment)) ??
          (await openingFault(reveal, proposal, commitment, environment))),
    );
    if (fault !== undefined) return fault;
  }

  // [IGNORE] no copy was faster
  if (isKnown()) return ignore("known");
  seen.named = new NamedSeats(reveal.entries, commitment);
  return ACCEPT;
}

/**
 * What is wrong with the votes of the entries that bind a seat. The root does not cover their signatures. Without this check anyone could
 * send the reveal with broken signatures ahead, and provers would take the seats for ones that have never voted. Votes that gossip has
 * accepted were checked then.
 */
async function voteFault(
  bound: readonly SignedEntry[],
  { proposalId }: Reveal,
  proposal: Proposal,
  { context, memory, turn }: MessageEnvironment,
): Promise<Judgement | undefined> {
  const accepted = memory.seen(toHex(proposalId)).votes;
  const unchecked = bound.filter(
    ({ seat, vote, signature }) => accepted.get(seat)?.get(voteNumber(vote)) !== fingerprint(signature),
  );
  for (let first = 0; first < unchecked.length; first += AT_ONCE) {
    const dropped = first === 0 ? undefined : await turn();
    if (dropped !== undefined) return dropped;
    const signatures = unchecked.slice(first, first + AT_ONCE).flatMap(({ seat, vote, signature }) => {
      const key = context.proverKey(seat, proposal);
      return key === undefined
        ? []
        : [{ digest: voteDigest(context.domain, proposalId, vote), signature, key }];
    });
    // P2.3 [WAIT] L1 may have reorganised meanwhile
    if (signatures.length < Math.min(AT_ONCE, unchecked.length - first)) return wait("seat_unknown");
    // P4.2 [REJECT] the seats have signed the votes by which they are bound
    if ((await context.firstForged(signatures)) !== undefined) return reject("vote_signature_invalid");
  }
  return undefined;
}

/** Whether the entries are the transcript on L1, and whether secret and transactions are the order that was signed. */
async function openingFault(
  reveal: Reveal,
  { depth, orderCommitment }: Proposal,
  { transcriptRoot }: Commitment,
  { context, turn }: MessageEnvironment,
): Promise<Judgement | undefined> {
  // R2 [REJECT] the entries lead to the root on L1
  if (!(await context.isTranscript(reveal, depth, transcriptRoot))) return reject("root_mismatch");
  const dropped = await turn();
  if (dropped !== undefined) return dropped;
  // P4.1 [REJECT] secret and transactions open the order commitment
  const order = await context.orderCommitment(reveal.secret, reveal.transactions, depth);
  if (order === undefined) return reject("order_malformed");
  return equalBytes(order, orderCommitment) ? undefined : reject("order_mismatch");
}
