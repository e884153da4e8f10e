import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bid, Proposal, Round } from "../../data/resources.ts";
import { proposalsNow } from "./proposalsNow.ts";

const bid = (proposalId: string, burnBid: string, round = 0): Bid =>
  ({
    proposalId,
    height: 1,
    round,
    proposer: "0xaa",
    depth: 1,
    burnBid,
    proverShareBps: 6_000,
    l1: null,
    gossip: { source: "gossip", receivedAtMs: 1 },
    votes: { source: "gossip", seats: 2, votes: 6 },
  }) as unknown as Bid;
const committed = (proposalId: string, score: string, proven: string | null): Proposal =>
  ({
    proposalId,
    proposer: "0xaa",
    burnBid: "5",
    committed: { seats: 3, score },
    proven: proven === null ? null : { seats: 2, score: proven },
  }) as unknown as Proposal;
const roundOf = (...proposals: readonly Proposal[]): Round => ({ round: 0, proposals }) as unknown as Round;

test("committed proposals come first, by score; announced ones follow, by bid", () => {
  const rows = proposalsNow(
    [bid("small", "1"), bid("large", "9"), bid("a", "5")],
    roundOf(committed("a", "10", null), committed("b", "20", null)),
  );
  assert.deepEqual(
    rows.map(({ id }) => id),
    ["b", "a", "large", "small"],
  );
  assert.deepEqual([rows[1]!.votes!.votes, rows[0]!.votes], [6, null]);
  assert.equal(rows[2]!.isCommitted, false);
});

test("what is proven counts, once anything is", () => {
  const rows = proposalsNow([], roundOf(committed("claims", "50", "5"), committed("shows", "20", "9")));
  assert.deepEqual(
    rows.map(({ id, provenSeats }) => [id, provenSeats]),
    [
      ["shows", 2],
      ["claims", 2],
    ],
  );
});

test("bids of other rounds are left out", () => {
  assert.deepEqual(proposalsNow([bid("old", "1", 1)], roundOf()), []);
  assert.equal(proposalsNow([bid("first", "1")], undefined).length, 1);
});
