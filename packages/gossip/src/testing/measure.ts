import { monitorEventLoopDelay } from "node:perf_hooks";
import {
  MAX_BATCH_CLAIMS,
  MAX_BATCH_TRANSACTIONS,
  NODE_PROOF_WIRE,
  nodeAt,
  nodeCount,
  noticeOf,
  proposalId,
  subtree,
  tellsOf,
} from "@trellis/protocol";
import { NO_METRICS } from "../GossipMetrics.ts";
import { TopicGate } from "../gate/TopicGate.ts";
import { GOSSIP_LIMITS } from "../limits/gossipLimits.ts";
import { TOPIC_CODECS, type TopicName } from "../topics.ts";
import { FakeGossipContext } from "./FakeGossipContext.ts";
import { TestHost } from "./TestHost.ts";

/**
 * Prints how long judging takes and how far the event loop falls behind meanwhile: `node
 * packages/gossip/src/testing/measure.ts`.
 */

const DEPTH = 11;
const SEATS = 2_048;
/** Of a merge. */
const PROOF_BYTES = 12_900;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const context = new FakeGossipContext();
context.seats = SEATS;
const keys = upTo(SEATS).map((seat) => context.keyOf(seat)!);
context.keyOf = (seat) => keys[seat];
const transactions = upTo(2 ** DEPTH * 8).map((nonce) => context.transfer({ nonce }));
const orderCommitment = (await context.orderCommitment(context.secret, transactions))!;
const id = context.known({ depth: DEPTH, orderCommitment });
const gate = new TopicGate(
  { context, metrics: NO_METRICS, report: (error) => console.error(error) },
  GOSSIP_LIMITS,
);

async function measure(what: string, name: TopicName, messages: readonly Uint8Array[]): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const judged = await Promise.all(
    messages.map((bytes, n) => gate.judge(name, { bytes, from: `peer ${n}` })),
  );
  const milliseconds = performance.now() - start;
  delay.disable();
  const accepted = judged.filter(({ verdict }) => verdict.result === "accept").length;
  const each = (milliseconds / messages.length).toFixed(2);
  const bytes = messages[0]!.length;
  console.log(
    `${what}: ${accepted}/${messages.length} accepted, ${bytes} bytes, ${each} ms each; event loop held up ${(delay.max / 1e6).toFixed(0)} ms at most`,
  );
}

await measure(
  "batch of 8 votes",
  "votes",
  upTo(SEATS).map((seat) => TOPIC_CODECS.votes.encode(context.votes(id, seat, upTo(8)))),
);
const other = context.known({ depth: DEPTH, burnBid: 300n });
await measure("batch of 512 votes", "votes", [TOPIC_CODECS.votes.encode(context.votes(other, 3, upTo(512)))]);
const third = context.known({ depth: DEPTH, burnBid: 301n });
await measure("batch of 512 votes of 64 seats", "votes", [
  TOPIC_CODECS.votes.encode(context.votesOf(third, upTo(64), upTo(8))),
]);
await measure(
  "proposal",
  "proposal",
  upTo(4).map((n) => TOPIC_CODECS.proposal.encode(context.signed({ burnBid: 400n + BigInt(n) }))),
);
const entries = upTo(nodeCount(DEPTH)).map((number) =>
  context.entry(id, nodeAt(number), number % SEATS, number >> DEPTH),
);
context.commit(id, entries);
await measure("reveal of 4,095 entries and 16,384 transactions", "reveal", [
  TOPIC_CODECS.reveal.encode(context.reveal(id, entries, { transactions })),
]);
const claimed = upTo(SEATS).map((number) => context.claim(id, nodeAt(number), number));
await measure(
  "start claim",
  "start_claims",
  claimed.map((claim) => TOPIC_CODECS.start_claims.encode(claim)),
);
const unclaimed = upTo(MAX_BATCH_CLAIMS).map((n) => [nodeAt(SEATS + n), n] as const);
await measure("batch of 64 start claims", "start_claims", [
  TOPIC_CODECS.start_claims.encode(context.claims(id, unclaimed)),
]);
for (const size of [1, 16]) {
  const batch = (n: number) =>
    context.notices(
      id,
      upTo(size).map((i) => [nodeAt(SEATS - 1 + n * 16 + i), n + size * 64]),
    );
  await measure(
    `batch of ${size} notices of proofs`,
    "proof_notices",
    upTo(128).map((n) => TOPIC_CODECS.proof_notices.encode(batch(n))),
  );
}
const rescuer = (seat: number) => ({ seat, isCommitted: false });
const root = { depth: 0, index: 0 };
const below = subtree(root, DEPTH).slice(1);
for (const [what, of, words] of [
  ["a leaf", { depth: DEPTH, index: 0 }, []],
  ["the root", root, below.map((_, n) => rescuer(n % SEATS))],
] as const) {
  const bytes = NODE_PROOF_WIRE.encode(
    context.nodeProof(id, of, rescuer(3), words, new Uint8Array(PROOF_BYTES)),
  );
  const notice = noticeOf(NODE_PROOF_WIRE.decode(bytes));
  const start = performance.now();
  tellsOf(notice, NODE_PROOF_WIRE.decode(bytes));
  const milliseconds = (performance.now() - start).toFixed(1);
  console.log(`proof of ${what}: ${bytes.length} bytes, ${milliseconds} ms to hold against its notice`);
}
for (const size of [1, MAX_BATCH_TRANSACTIONS]) {
  const batch = (n: number) => upTo(size).map((i) => context.transfer({ nonce: 4 + size * (1_000 + n) + i }));
  await measure(
    `batch of ${size} transactions`,
    "transactions",
    upTo(200).map((n) => TOPIC_CODECS.transactions.encode(batch(n))),
  );
}
await measure(
  "random bytes as votes",
  "votes",
  upTo(1_000).map(() => crypto.getRandomValues(new Uint8Array(TOPIC_CODECS.votes.maxBytes))),
);

const COUNT = 10;
const hosts = [new TestHost("0")];
await hosts[0]!.host.start();
for (let n = 1; n < COUNT; n++) {
  hosts.push(new TestHost(String(n), { bootstrap: [hosts[0]!.host.addresses()[0]!] }));
  await hosts[n]!.host.start();
}
let start = performance.now();
await Promise.all(hosts.map((one) => one.until("it knows all", () => one.gossiping === COUNT - 1, 60_000)));
console.log(`${COUNT} hosts know each other after ${(performance.now() - start).toFixed(0)} ms`);
start = performance.now();
const message = hosts[0]!.context.signed();
await hosts[0]!.host.publish("proposal", message);
await Promise.all(
  hosts.slice(1).map((one) => one.until("it has the proposal", () => one.received.length === 1)),
);
console.log(`a proposal is with all ${COUNT} after ${(performance.now() - start).toFixed(1)} ms`);
start = performance.now();
const votesOf = proposalId(context.domain, message.proposal);
const VOTES = 500;
const before = process.cpuUsage();
for (let slot = 0; slot < VOTES; slot++) {
  await hosts[1]!.host.publish("votes", hosts[1]!.context.votes(votesOf, 3, [slot]));
}
await Promise.all(
  hosts
    .filter((_, n) => n !== 1)
    .map((one) =>
      one.until(
        "it has the votes",
        () => one.received.filter((what) => what.startsWith("vote")).length === VOTES,
        60_000,
      ),
    ),
);
const { user, system } = process.cpuUsage(before);
console.log(
  `${VOTES} votes are with all ${COUNT} after ${(performance.now() - start).toFixed(0)} ms, ${((user + system) / 1_000 / VOTES / COUNT).toFixed(2)} ms of processor time a vote and host`,
);
await Promise.all(hosts.map(({ host }) => host.stop()));
