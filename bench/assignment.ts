import { nodeCount, SEATS, type Vote } from "@trellis/protocol";
import { assign } from "@trellis/strategy";
import { report } from "./figure.ts";
import { best } from "./time.ts";

// P5.1: votes of 2,048 provers for the 4,095 nodes of the deepest tree: easy distributions and adversarial ones. The property tests of
// assignment.ts show that the result is optimal. Here each run must name as many provers as its distribution allows.
const DEPTH = 11;
const BOUND_MS = 100;
const LEAVES = 2 ** DEPTH;
const LEAST_RANDOM = 0.99;

const unsigned = { proposalId: new Uint8Array(32), signature: new Uint8Array(64) };
let seed = 1;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const weight = (seat: number): number => (seat * 7_919) % 1_000;

/** `places` votes of every seat. */
function votes(places: number, scope: (seat: number, slot: number) => readonly [number, number]): Vote[] {
  return Array.from({ length: SEATS * places }, (_, i) => {
    const seat = i % SEATS;
    const slot = Math.floor(i / SEATS);
    const [depth, index] = scope(seat, slot);
    return { ...unsigned, seat, slot, depth, index };
  });
}

interface Ballot {
  readonly name: string;
  readonly votes: readonly Vote[];
  /** Provers that must be named. */
  readonly provers: number;
}

const ballots: readonly Ballot[] = [
  { name: "any node, 2 places each", votes: votes(2, () => [0, 0]), provers: SEATS },
  { name: "any node, 8 places each", votes: votes(8, () => [0, 0]), provers: SEATS },
  {
    name: "8 leaves each, by chance",
    votes: votes(8, () => [DEPTH, random(LEAVES)]),
    provers: Math.floor(LEAST_RANDOM * SEATS),
  },
  { name: "8 of 256 leaves each", votes: votes(8, () => [DEPTH, random(256)]), provers: 256 },
  {
    name: "8 scopes each, by chance",
    votes: votes(8, () => {
      const depth = random(DEPTH + 1);
      return [depth, random(2 ** depth)];
    }),
    provers: SEATS,
  },
  {
    name: "two neighbours each, one seat moves all others",
    votes: votes(2, (seat, slot) => [DEPTH, seat === SEATS - 1 ? 0 : seat + slot]),
    provers: SEATS,
  },
  {
    name: "the half that others fill who could go elsewhere",
    votes: votes(8, (seat, slot) => (weight(seat) < 350 || slot === 0 ? [1, 0] : [0, 0])),
    provers: SEATS,
  },
  { name: "nested scopes on one path", votes: votes(8, (_, slot) => [DEPTH - slot, 0]), provers: 255 },
];

let ok = true;
for (const ballot of ballots) {
  let named = new Set<number>();
  const milliseconds = best(5, () => {
    named = new Set(assign(ballot.votes, DEPTH, weight).map(({ seat }) => seat));
  });
  const isOptimal = named.size >= ballot.provers;
  const isInTime = report({
    name: `${SEATS} provers, ${nodeCount(DEPTH)} nodes, ${ballot.votes.length} votes (${ballot.name}), ${named.size} named`,
    measured: milliseconds,
    reference: BOUND_MS,
    against: "bound",
    limit: 1,
    unit: "ms",
  });
  ok &&= isOptimal && isInTime;
}
process.exitCode = ok ? 0 : 1;
