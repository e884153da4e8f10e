import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, ROOT_NODE } from "@trellis/protocol";
import { type NewsTopic, newsTopics, type TrellisEvent, trellisTopics } from "@trellis/rpc-api";
import { z } from "zod";
import { DOMAIN, TestNode } from "../testing/TestNode.ts";
import { NewsFeed } from "./NewsFeed.ts";

const ID = `0x${"ab".repeat(32)}` as const;
const about = { proposalId: fromHex(ID), seat: 1, node: ROOT_NODE, signature: new Uint8Array(64) };
const vote = { seat: 1, ...ROOT_NODE, slot: 0, signature: about.signature };
const place = { proposalId: ID, depth: 0, index: 0, seat: 1 };

/** A feed with what it has told, as JSON. */
async function feed() {
  const node = await TestNode.started();
  const news = new NewsFeed({ gossip: node.gossip, domain: DOMAIN });
  news.start();
  const told: [NewsTopic, unknown][] = [];
  for (const topic of newsTopics) {
    news.on(topic, (one) => told.push([topic, z.encode(trellisTopics[topic] as z.ZodType, one)]));
  }
  return { node, news, told };
}

test("what peers say and what the node does itself is told in the same words", async () => {
  const { node, news, told } = await feed();
  const { id, proposal } = node.rival([0, 1, 2]).known;
  node.gossip.accept("proposal", { proposal, signature: new Uint8Array(65) });
  node.gossip.accept("votes", { proposalId: fromHex(ID), votes: [vote] });
  node.gossip.accept("reveal", { ...about, secret: new Uint8Array(32), transactions: [], entries: [] });
  node.gossip.accept("start_claims", { proposalId: about.proposalId, claims: [about] });
  node.gossip.accept("proof_notices", {
    proposalId: about.proposalId,
    notices: [{ ...about, seatWordsHash: new Uint8Array(32), proofHash: new Uint8Array(32) }],
  });
  const peers = told.splice(0);

  const { height, round, depth, burnBid, proverShareBps } = proposal;
  const proposer = (peers[0]![1] as { proposer: `0x${string}` }).proposer;
  const secret = { strategy: "fees", expectedProfit: 1n, fees: 1n, backrun: 0n, swaps: [], transactions: 0 };
  const bid = { proposalId: id, height, round, depth, proposer, burnBid, proverShareBps };
  const work = { proposalId: ID, ...ROOT_NODE, kind: "root", seat: 1 } as const;
  const events: TrellisEvent[] = [
    { event: "proposed", ...bid, ...secret },
    { event: "voted", proposalId: ID, seat: 1, votes: 1 },
    { event: "revealed", proposalId: ID, transactions: 0, depth: 1 },
    { event: "claimed", ...work },
    { event: "proved", ...work, seconds: 2 },
  ];
  for (const event of events) news.onEvent(event);
  assert.deepEqual(told, peers);
  assert.deepEqual(
    told.map(([topic]) => topic),
    ["proposals", "votes", "reveals", "claims", "proofs"],
  );
  assert.deepEqual(told[4]![1], place);
});

test("heads are told; of a problem only its code and duty, and nothing of the operator's own affairs", async () => {
  const { news, told } = await feed();
  const head = { event: "head", height: 1n, proposalId: ID, stateRoot: ID } as const;
  news.onEvent(head);
  const url = "https://l1.example.org/secret";
  news.onEvent({ event: "problem", code: "TRL-L1-001", message: url, duty: "commit" });
  news.onEvent({ event: "l1_transaction", action: "commit", hash: ID, gas: 1n });
  news.onEvent({ event: "prover_paused", missed: 3 });
  assert.deepEqual(told, [
    ["heads", { ...head, height: "1" }],
    ["problems", { code: "TRL-L1-001", duty: "commit" }],
  ]);
});

test("a stopped feed tells nothing, and a listener that has left hears nothing", async () => {
  const { node, news, told } = await feed();
  const heads: unknown[] = [];
  const leave = news.on("heads", (head) => heads.push(head));
  leave();
  news.onEvent({ event: "head", height: 1n, proposalId: ID, stateRoot: ID });
  assert.equal(heads.length, 0);
  told.splice(0);
  await news.stop();
  node.gossip.accept("start_claims", { proposalId: about.proposalId, claims: [about] });
  news.onEvent({ event: "head", height: 2n, proposalId: ID, stateRoot: ID });
  assert.deepEqual(told, []);
});
