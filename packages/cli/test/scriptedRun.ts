import type { L1Event, L1View } from "@trellis/l1";
import { ProverBitmap, score } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";

type Hex = `0x${string}`;
const id = (byte: string): Hex => `0x${byte.repeat(32)}`;
const TOKEN = 10n ** 18n;

export const WINNER = id("a1");
export const LOSER = id("b2");
const PROPOSER_ONE = `0x${"11".repeat(20)}` as const;
const PROPOSER_TWO = `0x${"22".repeat(20)}` as const;
export const TX = {
  commit: id("c0"),
  submitProof: id("c1"),
  finalize: id("c2"),
  rival: id("c3"),
  claim: id("c4"),
};

const event = (eventName: string, args: object, transactionHash = id("00")): L1Event =>
  ({ eventName, args, transactionHash }) as unknown as L1Event;

/** A view of L1 at `second` of the first height's round: proposal window 10..20, proof window 20..40. */
export function viewAt(second: number, events: readonly L1Event[], changes: object = {}): L1View {
  return {
    block: { number: BigInt(second), hash: id("ff"), timestamp: BigInt(second) },
    status: {
      running: {
        isOpen: second >= 10,
        proofEnd: 40,
        round: { height: 1, number: 0, alpha: 196_608, start: 10, commitEnd: 20, proofStart: 20 },
        ...changes,
      },
    },
    settings: { proposalWindow: 10, proofWindow: 20 },
    ranking: [],
    events,
    reset: second === 9,
  } as unknown as L1View;
}

const committed = (
  proposalId: string,
  burnBid: bigint,
  seats: number[],
  proposer: string,
  hash: `0x${string}`,
) =>
  event(
    "Committed",
    {
      proposalId,
      proposal: { height: 1n, round: 0, depth: 1, burnBid, proverShareBps: 6_000, proposer },
      seats: BigInt(seats.length),
      score: score(seats.length, burnBid),
    },
    hash,
  );

const NEXT_ROUND = {
  proofEnd: 71,
  round: { height: 2, number: 0, alpha: 196_608, start: 41, commitEnd: 51, proofStart: 51 },
};

/**
 * What L1 shows: two commitments. Seats 0, 1 and 2 prove one, which becomes final and is paid. 2 of 16 places
 * hold a transaction.
 */
export const VIEWS: readonly L1View[] = [
  viewAt(9, []),
  viewAt(12, [committed(LOSER, TOKEN, [0, 1], PROPOSER_TWO, TX.rival)]),
  viewAt(15, [committed(WINNER, 2n * TOKEN, [0, 1, 2], PROPOSER_ONE, TX.commit)]),
  viewAt(21, []),
  viewAt(30, [
    event(
      "BlockProven",
      {
        proposalId: WINNER,
        isBest: true,
        chunks: [],
        provers: ProverBitmap.of([0, 1, 2]).words(),
        score: score(3, 2n * TOKEN),
        data: `0x${"02".repeat(20)}${"00".repeat(20 * 14)}${"01".repeat(20)}`,
      },
      TX.submitProof,
    ),
  ]),
  viewAt(
    41,
    [
      event(
        "Finalized",
        {
          height: 1n,
          proposalId: WINNER,
          proposer: PROPOSER_ONE,
          fees: TOKEN / 10n,
        },
        TX.finalize,
      ),
    ],
    NEXT_ROUND,
  ),
  viewAt(
    42,
    [
      event("RewardSettled", {
        proposalId: WINNER,
        proposerReward: 4n * TOKEN,
        pool: 6n * TOKEN,
        claimsFrom: 52n,
      }),
    ],
    NEXT_ROUND,
  ),
  viewAt(
    52,
    [0, 1, 2].map((seat) =>
      event("NodePaid", { proposalId: WINNER, seat, amount: seat === 2 ? 4n * TOKEN : TOKEN }, TX.claim),
    ),
    NEXT_ROUND,
  ),
];

const proposed = (proposalId: Hex, burnBid: bigint, proposer: Hex): TrellisEvent => ({
  event: "proposed",
  proposalId,
  height: 1n,
  round: 0,
  depth: 1,
  transactions: 2,
  burnBid,
  proverShareBps: 6_000,
  proposer,
  strategy: "fees",
  expectedProfit: 1_000n,
  fees: 0n,
  backrun: 0n,
  swaps: [],
});

const proof = (seat: number, depth: number, index: number, proposalId = WINNER) => ({
  proposalId,
  depth,
  index,
  kind: depth === 0 ? ("root" as const) : ("leaf" as const),
  seat,
});
const prove = (seat: number, depth: number, index: number, rescue = false): TrellisEvent[] => [
  { event: "proving", ...proof(seat, depth, index), rescue },
  { event: "proved", ...proof(seat, depth, index), seconds: 1.25 },
];
const voted = (seat: number): TrellisEvent[] =>
  [LOSER, WINNER].map((proposalId) => ({ event: "voted", proposalId, seat, votes: 2 }));

const l1 = (action: string, hash: Hex, gas: number, proposalId?: Hex): TrellisEvent => ({
  event: "l1_transaction",
  action,
  hash,
  gas: BigInt(gas),
  ...(proposalId === undefined ? {} : { proposalId }),
});

/** What each node tells, in its own order. */
export const NODES: Readonly<Record<string, readonly TrellisEvent[]>> = {
  "proposer-1": [
    { event: "process", pid: 1 },
    { event: "started", peerId: "p", addresses: [] },
    proposed(WINNER, 2n * TOKEN, PROPOSER_ONE),
    {
      event: "transcript",
      proposalId: WINNER,
      depth: 1,
      entries: [
        { depth: 0, index: 0, seat: 2 },
        { depth: 1, index: 0, seat: 0 },
        { depth: 1, index: 1, seat: 1 },
      ],
      provers: 3,
    },
    l1("commit", TX.commit, 130_000, WINNER),
    { event: "revealed", proposalId: WINNER, transactions: 2, depth: 1 },
    l1("submitProof", TX.submitProof, 900_000, WINNER),
    l1("finalize", TX.finalize, 120_000),
  ],
  "proposer-2": [
    proposed(LOSER, TOKEN, PROPOSER_TWO),
    {
      event: "transcript",
      proposalId: LOSER,
      depth: 1,
      entries: [
        { depth: 0, index: 0, seat: 0 },
        { depth: 1, index: 1, seat: 1 },
      ],
      provers: 2,
    },
    l1("commit", TX.rival, 280_000, LOSER),
    { event: "problem", code: "TRL-L1-010", message: "finalize: too early" },
  ],
  "prover-1": [...voted(0), ...prove(0, 1, 0), l1("claimReward", TX.claim, 90_000, WINNER)],
  "prover-2": [...voted(1), ...prove(1, 1, 1)],
  "prover-3": [...voted(2), ...prove(2, 0, 0)],
};
