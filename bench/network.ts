import { parseArgs } from "node:util";
import { PROOF_LIMITS } from "../packages/gossip/src/limits/proofLimits.ts";
import { MAX_BATCH_CLAIMS } from "../packages/protocol/src/messages/ClaimBatch.ts";
import { MAX_BATCH_NOTICES } from "../packages/protocol/src/messages/NoticeBatch.ts";
import { nodeCount } from "../packages/protocol/src/tree/TreeNode.ts";
import {
  type Fetch,
  type FetchRules,
  fetchRun,
  type ToldProof,
} from "../packages/simulator/src/events/network/FetchRun.ts";
import {
  gossipRun,
  type Publication,
  type Spread,
} from "../packages/simulator/src/events/network/GossipRun.ts";
import {
  type GraphSettings,
  PeerGraph,
  SHIPPED_GRAPH,
} from "../packages/simulator/src/events/network/PeerGraph.ts";
import type { PeerTraits, Tally } from "../packages/simulator/src/events/network/PeerMachines.ts";
import { RandomStreams } from "../packages/simulator/src/random/RandomStreams.ts";
import { cityLatency } from "../packages/simulator/src/tables/latency.ts";

// The gossip of one block of depth 11 among 2,048 peers in cities of the world, computed: how long messages take, and how many bytes and
// how much work they cost a peer. docs/scaling.md says what is assumed.
//
//   npm run bench:network -- [--peers 2048] [--seats 1] [--depth 11] [--megabits 100] [--seed 1] [--rows <part of a name>]
//
// How proofs are asked for is as gossip has it (proofLimits), or by --hops, --hop-ms, and --passing (peers that are asked for another one).

const { values: flags } = parseArgs({
  options: {
    peers: { type: "string", default: "2048" },
    seats: { type: "string", default: "1" },
    depth: { type: "string", default: "11" },
    megabits: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    rows: { type: "string", default: "" },
    hops: { type: "string", default: String(PROOF_LIMITS.hops) },
    "hop-ms": { type: "string", default: String(PROOF_LIMITS.times.hop) },
    passing: { type: "string", default: String(PROOF_LIMITS.sources.passing) },
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
/** Notices of one message, and for how long a node gathers them. */
const NOTICES = { most: MAX_BATCH_NOTICES, gatherMs: 50 };
const noticeBatch = (notices: number) => ({ bytes: 36 + 133 * notices, checkMs: 0.04 + 0.16 * notices });
/** A proof as it is fetched: with its seat words, and the time to hold it against its notice. */
const fetchedProof = (words: number) => ({
  bytes: 13_009 + 2 * words,
  checkMs: 0.2 + (16.8 * (words - 1)) / 4_094,
});
/** How `proofs/1` asks. The stream to a peer is open: all requests to it go over one. */
const FETCHING: FetchRules = {
  ...PROOF_LIMITS,
  hops: Number(flags.hops),
  sources: { ...PROOF_LIMITS.sources, passing: Number(flags.passing) },
  times: { ...PROOF_LIMITS.times, hop: Number(flags["hop-ms"]) },
  tardyMs: 60_000,
  requestBytes: 33,
};
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

/** Whether a peer is bad in a bad world, and how: slow (0), lying (1) or silent (2). */
const isBad = (peer: number): boolean => peer >= PROPOSALS && peer % (1 / BAD) === 1;
const kindOf = (peer: number): number => Math.floor(peer * BAD) % 3;

/** In a bad world every tenth peer is silent, slow or a liar, by turns. The first peers, which propose, are good. */
function traitsOf(world: World): PeerTraits[] {
  const honest: PeerTraits = { conduct: "honest", megabits: MEGABITS, copyMs: COPY_MS, busyUntil: 0 };
  return Array.from({ length: PEERS }, (_, peer): PeerTraits => {
    if (world === "good" || !isBad(peer)) return honest;
    return kindOf(peer) === 0 ? { ...honest, megabits: MEGABITS / 10 } : { ...honest, conduct: "silent" };
  });
}

/** Peers that liars are connected to check some lies of each, before they are cut off. */
function withLies(graph: PeerGraph, traits: readonly PeerTraits[], world: World): PeerTraits[] {
  if (world === "good") return [...traits];
  const busy = new Float64Array(PEERS);
  for (let peer = 0; peer < PEERS; peer++) {
    if (!isBad(peer) || kindOf(peer) !== 1) continue;
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

interface MadeProof {
  /** Height of its node above the leaves, and the node's place at this height. */
  readonly height: number;
  readonly place: number;
  /** When it is finished, milliseconds. */
  readonly at: number;
}

/** Proofs as they are made: leaves first, each node after its children, none by two seats. */
function madeProofs(): MadeProof[] {
  const random = streams.stream(1);
  const all: MadeProof[] = [];
  let below: number[] = Array.from({ length: 2 ** DEPTH }, () =>
    random.lognormal(Math.log(LEAF_S * 1_000), SPREAD),
  );
  for (let height = 0; ; height++) {
    below.forEach((at, place) => {
      all.push({ height, place, at });
    });
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

/** Each proof goes to all. */
const sentProofs = (): Publication[] =>
  madeProofs().map(({ at }, node) => publication(NODE_PROOF, node % PEERS, at));

/** The notices of all proofs, and the proofs that they tell of. Peers' seats are bound to leaves by chance, and so to the nodes above. */
function toldProofs(): { notices: Publication[]; proofs: ToldProof[]; made: MadeProof[] } {
  const random = streams.stream(2);
  const leaves = random.order(2 ** DEPTH);
  const merges = random.order(2 ** DEPTH);
  const made = madeProofs();
  const firstAt: number[] = [];
  for (let height = 0, first = 0; height <= DEPTH; first += 2 ** (DEPTH - height), height++)
    firstAt.push(first);
  const peerOf = (height: number, place: number): number =>
    (height === 0 ? leaves[place]! : merges[firstAt[height]! - 2 ** DEPTH + place]!) % PEERS;
  const order = [...made.keys()].sort((a, b) => made[a]!.at - made[b]!.at);
  const batches: { from: number; at: number; size: number }[] = [];
  const lastOf = new Map<number, number>();
  const messageOf = new Array<number>(made.length);
  for (const proof of order) {
    const { height, place, at } = made[proof]!;
    const from = peerOf(height, place);
    const last = lastOf.get(from);
    const isOpen = last !== undefined && batches[last]!.at >= at && batches[last]!.size < NOTICES.most;
    const message = isOpen ? last : batches.push({ from, at: at + NOTICES.gatherMs, size: 0 }) - 1;
    batches[message]!.size++;
    lastOf.set(from, message);
    messageOf[proof] = message;
  }
  const submitters = Array.from({ length: MEMBERS.count }, (_, peer) => peer);
  return {
    made,
    notices: batches.map(({ from, at, size }) => publication(noticeBatch(size), from, at)),
    proofs: made.map(({ height, place }, proof) => ({
      ...fetchedProof(2 ** (height + 1) - 1),
      message: messageOf[proof]!,
      wantedBy: height === DEPTH ? submitters : [peerOf(height + 1, place >> 1)],
    })),
  };
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

/** What a line of the table says. */
interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
  readonly sent: number;
  readonly mostSent: number;
  readonly work: number;
  readonly copies?: number;
}

/** The least of the sorted values that so large a part of them does not exceed. */
const quantile = (sorted: Float64Array, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
const seconds = (times: Float64Array): Pick<Measured, "p50" | "p99"> => {
  const sorted = times.toSorted();
  return { p50: quantile(sorted, 0.5) / 1_000, p99: quantile(sorted, 0.99) / 1_000 };
};
const mean = (of: Float64Array): number => of.reduce((all, one) => all + one, 0) / PEERS;
const costs = ({
  sent,
  work,
}: Pick<Tally, "sent" | "work">): Pick<Measured, "sent" | "mostSent" | "work"> => ({
  sent: mean(sent) / 1e6,
  mostSent: sent.reduce((most, one) => Math.max(most, one), 0) / 1e6,
  work: mean(work) / 1_000,
});

/** How long it took until messages were heard. */
function heard(
  { graph, publications }: Pick<Row, "graph" | "publications">,
  traits: readonly PeerTraits[],
  spread: Spread,
): Measured {
  const times = new Float64Array(publications.length * PEERS);
  let count = 0;
  let lost = 0;
  publications.forEach(({ from }, message) => {
    if (traits[from]!.conduct === "silent") return;
    for (let peer = 0; peer < PEERS; peer++) {
      if (peer === from || !graph.isMember(peer)) continue;
      if (traits[peer]!.conduct === "silent") continue;
      const time = spread.accepted[message * PEERS + peer]!;
      if (time >= 0) times[count++] = time;
      else lost++;
    }
  });
  return {
    ...seconds(times.subarray(0, count)),
    lost: lost / (lost + count),
    ...costs(spread),
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

function print(name: string, is: Measured, goal = ""): void {
  line([
    name,
    number(is.p50, 2),
    number(is.p99, 2),
    goal,
    `${number(is.lost * 100, 2)} %`,
    number(is.sent),
    number(is.mostSent),
    number(is.work, 2),
    is.copies === undefined ? "" : number(is.copies),
  ]);
}

const FETCH_ROWS = "notices and fetches";

/** Notices of proofs, and the fetches that follow them. Liars pass notices on, tell of proofs as well, and answer no request. */
function printFetches(graph: PeerGraph, all: readonly PeerTraits[], world: World): void {
  const isLiar = (peer: number): boolean => world === "bad" && isBad(peer) && kindOf(peer) === 1;
  const traits = all.map((one, peer): PeerTraits => (isLiar(peer) ? { ...one, conduct: "honest" } : one));
  const { notices, proofs, made } = toldProofs();
  const { spread, fetches, tally } = fetchRun({
    graph,
    traits,
    notices,
    proofs,
    rules: FETCHING,
    verifyMs: NODE_PROOF.checkMs,
    answers: (peer) => traits[peer]!.conduct === "honest" && !isLiar(peer),
    random: streams.stream(3),
  });
  print(`notices: ${notices.length} messages`, heard({ graph, publications: notices }, traits, spread));
  const maker = ({ proof }: Fetch): number => notices[proofs[proof]!.message]!.from;
  const isWanted = ({ peer }: Fetch): boolean => !isLiar(peer) && traits[peer]!.conduct !== "silent";
  const isRoot = ({ proof }: Fetch): boolean => made[proof]!.height === DEPTH;
  const wanted = fetches.filter(isWanted);
  const honest = wanted.filter((fetch) => !isLiar(maker(fetch)));
  const printed = (name: string, of: readonly Fetch[]): void => {
    if (of.length === 0) return;
    const come = of.filter(({ hops }) => hops !== undefined);
    const took = Float64Array.from(come, ({ proof, endedAt }) => endedAt - made[proof]!.at);
    const asked = Float64Array.from(come, ({ toldAt, endedAt }) => endedAt - toldAt);
    print(`${name}: ${of.length}`, { ...seconds(took), lost: 1 - come.length / of.length, ...costs(tally) });
    const hops = Float64Array.from(come, (fetch) => fetch.hops!).sort();
    const part = seconds(asked);
    process.stdout.write(
      `  of this the fetch: p50 ${number(part.p50, 2)} s, p99 ${number(part.p99, 2)} s; ` +
        `hops: p50 ${quantile(hops, 0.5)}, p99 ${quantile(hops, 0.99)}, most ${hops.at(-1)}\n`,
    );
    const vain = of.filter((fetch) => fetch.hops === undefined);
    if (vain.length > 0) printVain("of proofs that do not come", vain);
  };
  const printVain = (name: string, of: readonly Fetch[]): void => {
    const { p50, p99 } = seconds(Float64Array.from(of, ({ toldAt, endedAt }) => endedAt - toldAt));
    process.stdout.write(
      `  ${name}, ${of.length}, a peer knows after: p50 ${number(p50, 2)} s, p99 ${number(p99, 2)} s\n`,
    );
  };
  printed(
    "fetches by the seats above",
    honest.filter((fetch) => !isRoot(fetch)),
  );
  printed(`fetches of the root by ${MEMBERS.count} peers`, honest.filter(isRoot));
  const lies = wanted.filter((fetch) => isLiar(maker(fetch)));
  if (lies.length > 0) printVain("of liars' proofs", lies);
}

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
    { name: `node proofs: ${nodeCount(DEPTH)}, as they are made`, graph: all, publications: sentProofs() },
  ];
  const isChosen = ({ name }: { readonly name: string }): boolean => name.includes(flags.rows);
  for (const row of rows.filter(isChosen)) {
    const is = heard(row, traits, gossipRun(row.graph, traits, row.publications));
    const isMet = row.goal === undefined || is.p99 <= row.goal;
    ok &&= isMet;
    print(row.name, is, row.goal === undefined ? "" : `${isMet ? "ok" : "MISSED"} ${row.goal}`);
  }
  if (isChosen({ name: FETCH_ROWS })) printFetches(all, traits, world);
}
process.exitCode = ok ? 0 : 1;
