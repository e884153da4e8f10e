import { parseArgs } from "node:util";
import { MAX_BATCH_CLAIMS } from "../packages/protocol/src/messages/ClaimBatch.ts";
import { nodeCount } from "../packages/protocol/src/tree/TreeNode.ts";
import {
  gossipRun,
  type PeerTraits,
  type Publication,
  type Spread,
} from "../packages/simulator/src/events/network/GossipRun.ts";
import {
  type GraphSettings,
  PeerGraph,
  SHIPPED_GRAPH,
} from "../packages/simulator/src/events/network/PeerGraph.ts";
import { RandomStreams } from "../packages/simulator/src/random/RandomStreams.ts";
import { cityLatency } from "../packages/simulator/src/tables/latency.ts";

// The gossip of one block of depth 11 among 2,048 peers in cities of the world, computed: how long messages take, and how many bytes and
// how much work they cost a peer. docs/scaling.md says what is assumed.
//
//   npm run bench:network -- [--peers 2048] [--seats 1] [--depth 11] [--megabits 100] [--seed 1] [--rows <part of a name>]

const { values: flags } = parseArgs({
  options: {
    peers: { type: "string", default: "2048" },
    seats: { type: "string", default: "1" },
    depth: { type: "string", default: "11" },
    megabits: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    rows: { type: "string", default: "" },
  },
});
const PEERS = Number(flags.peers);
/** Seats of a peer. It sends their votes together, and their claims. */
const SEATS = Number(flags.seats);
const DEPTH = Number(flags.depth);
const MEGABITS = Number(flags.megabits);
const SEED = Number(flags.seed);
const PROPOSALS = 2;

/** Wire sizes and times of checks of `packages/gossip/src/testing/measure.ts`. */
const PROPOSAL = { bytes: 188, checkMs: 0.86 };
const VOTES = 3 * SEATS;
const VOTE_BATCH = { bytes: 36 + 71 * VOTES, checkMs: 0.13 * VOTES };
const REVEAL = { bytes: 1_859_582, checkMs: 554 };
/** A user's transaction, and the work on each when they are judged in batches; signatures are checked in a thread. */
const TRANSACTION = { bytes: 95, checkMs: 0.15, inBatchMs: 0.035 };
/** A sixth of a block's transactions, sent in a sixth of a window of 60 s by users of a few nodes, which gather them for a quarter of a second. */
const USERS = { transactions: 2_730, milliseconds: 10_000, nodes: 8, gatherMs: 250 };
const claimBatch = (claims: number) => ({ bytes: 36 + 69 * claims, checkMs: 0.11 * claims });
/** A real proof has 13 kB (docs/adr/0006). Verifying it is assumed to take 30 ms. */
const NODE_PROOF = { bytes: 13_000, checkMs: 30 };
/** What a node gathers. */
const BATCH = Math.floor((USERS.transactions / USERS.milliseconds / USERS.nodes) * USERS.gatherMs);
/** A batch of 512 votes, the last of which is false; the fifth one ends the connection. */
const LIE_MS = 107;
const LIES = 5;
/** Processor time of a copy of a vote, beside its check: 2.14 ms a vote and host of ten, which get some eight copies each. */
const COPY_MS = 0.22;
/** Proving times of 4 cores, seconds (docs/benchmarks.md), and their spread. */
const LEAF_S = 7;
const MERGE_S = 30;
const SPREAD = 0.2;
/** Part of the peers that is silent, has a tenth of the bandwidth, or lies and is cut off. */
const BAD = 0.1;
/** Peers that take votes in the second design, and how many of them each peer is connected to. */
const MEMBERS = { count: 64, each: 3 };

const VOTE_GOAL_S = 1.5;
const REVEAL_GOAL_S = 6;

const streams = new RandomStreams(SEED);
const graphOf = (members?: GraphSettings["members"]): PeerGraph =>
  new PeerGraph(
    { ...SHIPPED_GRAPH, peers: PEERS, ...(members === undefined ? {} : { members }) },
    cityLatency(),
    streams.stream(0),
  );

type World = "good" | "bad";

/** In a bad world every tenth peer is silent, slow or a liar, by turns. The first peers, which propose, are good. */
function traitsOf(world: World): PeerTraits[] {
  const honest: PeerTraits = { conduct: "honest", megabits: MEGABITS, copyMs: COPY_MS, busyUntil: 0 };
  return Array.from({ length: PEERS }, (_, peer): PeerTraits => {
    if (world === "good" || peer < PROPOSALS || peer % (1 / BAD) !== 1) return honest;
    const kind = Math.floor(peer * BAD) % 3;
    return kind === 0 ? { ...honest, megabits: MEGABITS / 10 } : { ...honest, conduct: "silent" };
  });
}

/** Peers that liars are connected to check some lies of each, before they are cut off. */
function withLies(graph: PeerGraph, traits: readonly PeerTraits[], world: World): PeerTraits[] {
  if (world === "good") return [...traits];
  const busy = new Float64Array(PEERS);
  for (let peer = 0; peer < PEERS; peer++) {
    if (traits[peer]!.conduct !== "silent" || Math.floor(peer * BAD) % 3 !== 1) continue;
    for (const other of graph.connectionsOf(peer)) busy[other]! += LIES * LIE_MS;
  }
  return traits.map((one, peer) => ({ ...one, busyUntil: busy[peer]! }));
}

const publication = (
  kind: { readonly bytes: number; readonly checkMs: number },
  from: number,
  at = 0,
  isFlooded = true,
): Publication => ({ ...kind, from, at, isFlooded });

/** When a peer has heard of each proposal, it votes for it. */
function votes(traits: readonly PeerTraits[]): Publication[] {
  const graph = graphOf();
  const proposals = [...Array(PROPOSALS).keys()].map((from) => publication(PROPOSAL, from));
  const { accepted } = gossipRun(graph, traits, proposals);
  return proposals.flatMap((_, proposal) =>
    [...Array(PEERS).keys()].flatMap((peer) => {
      const at = accepted[proposal * PEERS + peer]!;
      return at >= 0 ? [publication(VOTE_BATCH, peer, at)] : [];
    }),
  );
}

/** Users' transactions, in messages of so many. */
function transactions(size: number): Publication[] {
  const { transactions: all, milliseconds, nodes } = USERS;
  const messages = Math.ceil(all / size);
  const { bytes, checkMs, inBatchMs } = TRANSACTION;
  const message = { bytes: size * bytes, checkMs: size === 1 ? checkMs : checkMs + size * inBatchMs };
  return Array.from({ length: messages }, (_, i) =>
    publication(message, i % nodes, (i * milliseconds) / messages),
  );
}

/** Each peer's claims, all at once. With one seat a peer has its leaf first, and a node above it later. */
function claims(): Publication[] {
  const most = SEATS === 1 ? 1 : MAX_BATCH_CLAIMS;
  return [...Array(PEERS).keys()].flatMap((peer) => {
    const own = Math.floor((nodeCount(DEPTH) - 1 - peer) / PEERS) + 1;
    return Array.from({ length: Math.ceil(own / most) }, (_, i) =>
      publication(claimBatch(Math.min(most, own - i * most)), peer),
    );
  });
}

/** Proofs as they are made: leaves first, each node after its children, none by two seats. */
function proofs(): Publication[] {
  const random = streams.stream(1);
  const all: Publication[] = [];
  let below: number[] = Array.from({ length: 2 ** DEPTH }, () =>
    random.lognormal(Math.log(LEAF_S * 1_000), SPREAD),
  );
  for (let seat = 0; ; ) {
    for (const at of below) all.push(publication(NODE_PROOF, seat++ % PEERS, at));
    if (below.length === 1) return all;
    const children = below;
    below = Array.from(
      { length: children.length / 2 },
      (_, node) =>
        Math.max(children[2 * node]!, children[2 * node + 1]!) +
        random.lognormal(Math.log(MERGE_S * 1_000), SPREAD),
    );
  }
}

interface Row {
  readonly name: string;
  readonly graph: PeerGraph;
  readonly publications: readonly Publication[];
  /** Largest p99, seconds. */
  readonly goal?: number;
}

const number = (value: number, digits = 1): string =>
  value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** Seconds that a part of all hearings took at most. */
function measure({ graph, publications }: Row, traits: readonly PeerTraits[]) {
  const spread: Spread = gossipRun(graph, traits, publications);
  const times = new Float64Array(publications.length * PEERS);
  let heard = 0;
  let lost = 0;
  publications.forEach(({ from }, message) => {
    if (traits[from]!.conduct === "silent") return;
    for (let peer = 0; peer < PEERS; peer++) {
      if (peer === from || !graph.isMember(peer)) continue;
      if (traits[peer]!.conduct === "silent") continue;
      const time = spread.accepted[message * PEERS + peer]!;
      if (time >= 0) times[heard++] = time;
      else lost++;
    }
  });
  const sorted = times.subarray(0, heard).sort();
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]! / 1_000;
  const mean = (of: Float64Array): number => of.reduce((all, one) => all + one, 0) / PEERS;
  return {
    p50: at(0.5),
    p99: at(0.99),
    lost: lost / (lost + sorted.length),
    sent: mean(spread.sent) / 1e6,
    mostSent: spread.sent.reduce((most, one) => Math.max(most, one), 0) / 1e6,
    work: mean(spread.work) / 1_000,
    copies: spread.copies / Math.max(1, spread.firstCopies),
  };
}

const HEAD = [
  "messages",
  "p50 s",
  "p99 s",
  "not heard",
  "MB a peer sends",
  "most",
  "loop s a peer",
  "copies",
];
const widths = HEAD.map((name) => Math.max(name.length, 9));
const line = (cells: readonly string[]): void => {
  const text = cells.map((cell, i) => (i === 0 ? cell.padEnd(48) : cell.padStart(widths[i]!))).join("  ");
  process.stdout.write(`${text}\n`);
};

let ok = true;
for (const world of ["good", "bad"] as const) {
  process.stdout.write(
    world === "good"
      ? `${PEERS} peers, depth ${DEPTH}, ${MEGABITS} Mbit/s, all honest\n`
      : `\nthe same, every tenth peer silent, slow or lying\n`,
  );
  line(HEAD);
  const all = graphOf();
  const traits = withLies(all, traitsOf(world), world);
  const cast = votes(traits);
  const rows: Row[] = [
    {
      name: `proposals: ${PROPOSALS}`,
      graph: all,
      publications: [publication(PROPOSAL, 0), publication(PROPOSAL, 1)],
    },
    { name: `transactions: ${USERS.transactions} in 10 s, alone`, graph: all, publications: transactions(1) },
    {
      name: `the same transactions, in batches of ${BATCH}`,
      graph: all,
      publications: transactions(BATCH),
    },
    { name: `votes: ${cast.length} batches, to all`, graph: all, publications: cast, goal: VOTE_GOAL_S },
    {
      name: `votes, to ${MEMBERS.count} proposers and full nodes`,
      graph: graphOf(MEMBERS),
      publications: cast,
      goal: VOTE_GOAL_S,
    },
    {
      name: "votes, straight to the proposers",
      graph: graphOf({ count: PROPOSALS, each: PROPOSALS }),
      publications: cast,
      goal: VOTE_GOAL_S,
    },
    {
      name: "reveal, to all connections at first",
      graph: all,
      publications: [publication(REVEAL, 0)],
      goal: REVEAL_GOAL_S,
    },
    {
      name: "reveal, to the mesh only",
      graph: all,
      publications: [publication(REVEAL, 0, 0, false)],
      goal: REVEAL_GOAL_S,
    },
    { name: `start claims of ${nodeCount(DEPTH)} nodes, all at once`, graph: all, publications: claims() },
    { name: `node proofs: ${nodeCount(DEPTH)}, as they are made`, graph: all, publications: proofs() },
  ];
  for (const row of rows.filter(({ name }) => name.includes(flags.rows))) {
    const is = measure(row, traits);
    const isMet = row.goal === undefined || is.p99 <= row.goal;
    ok &&= isMet;
    line([
      row.name,
      number(is.p50, 2),
      number(is.p99, 2),
      row.goal === undefined ? "" : `${isMet ? "ok" : "MISSED"} ${row.goal}`,
      `${number(is.lost * 100, 2)} %`,
      number(is.sent),
      number(is.mostSent),
      number(is.work, 2),
      number(is.copies),
    ]);
  }
}
process.exitCode = ok ? 0 : 1;
