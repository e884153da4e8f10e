import {
  fromHex,
  nodeAt,
  nodeCount,
  ProverBitmap,
  type RollupDomain,
  sha256,
  type TranscriptEntry,
  transcriptBitmap,
} from "@trellis/protocol";
import { signVote } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { addressFor, PROPOSERS, secretOf } from "./Actors.ts";
import { Bid } from "./Bid.ts";
import type { Chance } from "./Chance.ts";
import type { Knowledge } from "./Knowledge.ts";

/** Secret key of a seat. */
export const seatSecret = (seat: number): Uint8Array => secretOf(`seat ${seat}`);

/**
 * A bid for the running round or the one above it, with a transcript that is sometimes faulty; undefined if no bid is possible.
 * @param parent - a parent other than the right one.
 */
export function makeBid(
  known: Knowledge,
  chance: Chance,
  domain: RollupDomain,
  time: bigint,
  parent?: Hex,
): { readonly bid: Bid; readonly by: (typeof PROPOSERS)[number] } | undefined {
  const { status } = known;
  const isNext = status.next.roundId !== 0n && chance.happens(90);
  const round = isNext ? status.next : status;
  const parents = known.bids.filter(({ roundId }) => roundId === status.roundId);
  if (isNext && parents.length === 0) return undefined;
  const active = known.active(round);
  if (active.length === 0) return undefined;
  const depth = chance.happens(85) ? 1 : 2;
  const by = chance.pick(PROPOSERS);
  const proposal = {
    height: round.height,
    round: round.round,
    parent: fromHex(parent ?? (isNext ? parentOf(status.best, parents, chance) : status.head)),
    depth,
    orderCommitment: sha256(Uint8Array.of(chance.below(256), chance.below(256))).fill(0, 0, 1),
    proverShareBps: chance.between(0, 10) * 1_000,
    burnBid: BigInt(chance.between(10, 400)),
    proposer: fromHex(addressFor(by)),
    expiry: chance.happens(95) ? time + 10_000n : time - 1n,
  };
  const seats = Array.from({ length: nodeCount(depth) }, () =>
    chance.happens(97) ? chance.pick(active) : chance.below(known.seats),
  );
  const entries = (id: Uint8Array): TranscriptEntry[] => transcriptOf(domain, chance, id, seats);
  const named = ProverBitmap.of(seats);
  // A bitmap that does not match the transcript, which L1 cannot detect.
  const bitmap =
    named.count() > 1 && chance.happens(25) ? ProverBitmap.of(named.seats().slice(1)) : undefined;
  const bid = new Bid(domain, proposal, entries, bitmap ?? named, round.roundId);
  return { bid: bitmap === undefined ? withTranscriptBitmap(bid, domain) : bid, by };
}

/** Most build on the block that leads. */
function parentOf(best: Hex, parents: readonly Bid[], chance: Chance): Hex {
  const isKnown = parents.some(({ id }) => id === best);
  return isKnown && chance.happens(60) ? best : chance.pick(parents).id;
}

/** A vote that is used twice leaves a seat out. */
function withTranscriptBitmap(bid: Bid, domain: RollupDomain): Bid {
  return new Bid(domain, bid.proposal, () => bid.entries, transcriptBitmap(bid.entries), bid.roundId);
}

function transcriptOf(
  domain: RollupDomain,
  chance: Chance,
  proposalId: Uint8Array,
  seats: readonly number[],
): TranscriptEntry[] {
  const entries = seats.map((seat, slot): TranscriptEntry => {
    const node = nodeAt(slot);
    const scope = chance.happens(70) ? { depth: 0, index: 0 } : node;
    // Occasionally a vote that does not cover its node, or that nobody has signed.
    const covering = chance.happens(92) ? scope : { depth: 1, index: node.depth === 0 ? 0 : 1 };
    const vote = { ...covering, slot };
    const { signature } = signVote(domain, { proposalId, seat, ...vote }, seatSecret(seat));
    return { node, seat, vote, signature: chance.happens(92) ? signature : new Uint8Array(64).fill(1) };
  });
  if (!chance.happens(20)) return entries;
  // P9.5: the root's vote is also used at the last leaf.
  const [root, last] = [entries[0]!, entries.at(-1)!];
  return [...entries.slice(0, -1), { ...root, node: last.node }];
}
