import { poseidon2Hash } from "@trellis/field";
import { executeBlock } from "@trellis/ledger";
import {
  addressOf,
  fromHex,
  nodeAt,
  nodeCount,
  type Proposal,
  ProverBitmap,
  type Reveal,
  type RollupDomain,
  rollupId,
  type SignedEntry,
  type Transaction,
  TranscriptTree,
  toBytes,
} from "@trellis/protocol";
import { publicKeyOf, signProposal, signVote } from "@trellis/protocol/keys";
import { assign } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import { seatSecret, secretOf } from "./secrets.ts";

/** Another proposer's bid. */
export interface Rival {
  readonly known: KnownProposal;
  readonly reveal: Reveal;
  readonly transcript: TranscriptTree;
  /** The seats that it commits. */
  readonly committed: ProverBitmap;
}

/** What a rival bids. */
export interface RivalOptions {
  readonly name?: string;
  readonly depth?: number;
  readonly burnBid?: bigint;
  readonly transactions?: readonly Transaction[];
  /** P3.4: what it builds on, in the round on top of the running one; executed here. */
  readonly on?: Rival;
}

const SECRET = 12_345n;

/** A rival's bid in the running round. @param named - seats by node number, or fewer, to be assigned; each votes once, in slots from 0 up. */
export function rivalOf(
  { domain, chain, proposals }: { domain: RollupDomain; chain: Chain; proposals: KnownProposals },
  named: readonly number[],
  { name = "rival", depth = 1, burnBid = 500n, transactions = [], on }: RivalOptions,
): Rival {
  const secretKey = secretOf(name);
  const { height, round } = on === undefined ? chain.running : chain.rounds[1]!;
  const proposal: Proposal = {
    height,
    round,
    parent: fromHex(on?.known.id ?? chain.head.proposalId),
    depth,
    orderCommitment: toBytes(poseidon2Hash([SECRET, txsRootOf(chain, domain, depth, transactions, on)]), 32),
    proverShareBps: 5_000,
    burnBid,
    proposer: addressOf(publicKeyOf(secretKey)),
    expiry: chain.now + 10_000n,
  };
  const known = proposals.addSigned(signProposal(domain, proposal, secretKey));
  const proposalId = fromHex(known.id);
  const votes = named.map((seat, slot) =>
    signVote(domain, { proposalId, depth: 0, index: 0, slot, seat }, seatSecret(seat)),
  );
  const entries: readonly SignedEntry[] =
    named.length === nodeCount(depth)
      ? votes.map(({ seat, slot, signature }, number) => ({
          node: nodeAt(number),
          seat,
          vote: { depth: 0, index: 0, slot },
          signature,
        }))
      : assign(votes, depth);
  return {
    known,
    reveal: { proposalId, secret: toBytes(SECRET, 32), transactions, entries },
    transcript: TranscriptTree.of(entries),
    committed: ProverBitmap.of(entries.map(({ seat }) => seat)),
  };
}

function txsRootOf(
  chain: Chain,
  domain: RollupDomain,
  depth: number,
  transactions: readonly Transaction[],
  on: Rival | undefined,
): bigint {
  const below = on?.known.execution;
  const consumed = chain.view.status.messagesConsumed + BigInt(below?.consumed ?? 0);
  try {
    const messages = { before: chain.queueHash(consumed), queue: chain.messages.slice(Number(consumed)) };
    const context = { rollupId: rollupId(domain), depth, messages, skipSignatures: true };
    return executeBlock(below?.stateAfter ?? chain.head.state, transactions, context).txsRoot;
  } catch {
    // A block that cannot be executed; its commitments do not matter.
    return 1n;
  }
}
