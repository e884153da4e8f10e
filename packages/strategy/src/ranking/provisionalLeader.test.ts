import assert from "node:assert/strict";
import { test } from "node:test";
import { provisionalLeader } from "./provisionalLeader.ts";

const ALPHA = 24;

test("P9.6 committed provers and bid decide the leader; at equal scores the earlier leads", () => {
  const bids = [
    { id: "few provers", committedProvers: 1, burnBid: 900n },
    { id: "low bid", committedProvers: 3, burnBid: 100n },
    { id: "leader", committedProvers: 3, burnBid: 300n },
    { id: "later", committedProvers: 3, burnBid: 300n },
  ];
  assert.equal(provisionalLeader(bids, ALPHA)?.id, "leader");
  assert.equal(provisionalLeader([], ALPHA), undefined);
});
