import { monitorEventLoopDelay } from "node:perf_hooks";
import { nodeAt, nodeCount, proposalId, type TopicName, WIRE } from "@trellis/protocol";
import { NO_METRICS } from "../GossipMetrics.ts";
import { MessageGate } from "../gate/MessageGate.ts";
import { DEFAULT_LIMITS } from "../limits/GossipLimits.ts";
import { FakeContext } from "./FakeContext.ts";
import { TestHost } from "./TestHost.ts";

/**
 * Prints how long judging takes and how far the event loop falls behind meanwhile: `node
 * packages/gossip/src/testing/measure.ts`.
 */

const DEPTH = 11;
const SEATS = 2_048;
const context = new FakeContext();
context.seats = SEATS;
const keys = Array.from({ length: SEATS }, (_, seat) => context.proverKey(seat)!);
context.proverKey = (seat) => keys[seat];
const transactions = Array.from({ length: 2 ** DEPTH * 8 }, (_, nonce) => context.transfer({ nonce }));
const orderCommitment = (await context.orderCommitment(context.secret, transactions))!;
const id = context.known({ depth: DEPTH, orderCommitment });
const gate = new MessageGate(
  { context, metrics: NO_METRICS, report: (error) => console.error(error) },
  DEFAULT_LIMITS,
);

async function measure(what: string, name: TopicName, messages: readonly Uint8Array[]): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const judged = await Promise.all(messages.map((bytes) => gate.judge(name, bytes, "peer")));
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
  "vote",
  "vote",
  Array.from({ length: 4_096 }, (_, n) =>
    WIRE.vote.encode(context.vote(id, { seat: n % SEATS, slot: n >> DEPTH })),
  ),
);
await measure(
  "proposal",
  "proposal",
  Array.from({ length: 4 }, (_, n) => WIRE.proposal.encode(context.signed({ burnBid: 300n + BigInt(n) }))),
);
const entries = Array.from({ length: nodeCount(DEPTH) }, (_, number) =>
  context.entry(id, nodeAt(number), number % SEATS, number >> DEPTH),
);
await measure(`transcript of ${entries.length} entries`, "transcript", [
  WIRE.transcript.encode(context.transcript(id, entries, {}, { treeDepth: DEPTH })),
]);
context.commit(id);
const proof = new Uint8Array(13_120).fill(1);
await measure(
  "node proof of a leaf",
  "node_proof",
  Array.from({ length: 256 }, (_, index) =>
    WIRE.node_proof.encode(context.nodeProof(id, { depth: DEPTH, index }, { treeDepth: DEPTH, proof })),
  ),
);
await measure("node proof of the root", "node_proof", [
  WIRE.node_proof.encode(context.nodeProof(id, { depth: 0, index: 0 }, { treeDepth: DEPTH, proof })),
]);
await measure("reveal of 16384 transactions", "reveal", [
  WIRE.reveal.encode(context.reveal(id, { transactions })),
]);
await measure(
  "transaction",
  "transaction",
  Array.from({ length: 1_000 }, (_, n) => WIRE.transaction.encode(context.transfer({ nonce: 4 + n }))),
);
await measure(
  "random vote bytes",
  "vote",
  Array.from({ length: 1_000 }, () => crypto.getRandomValues(new Uint8Array(WIRE.vote.maxBytes))),
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
  await hosts[1]!.host.publish("vote", hosts[1]!.context.vote(votesOf, { slot }));
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
