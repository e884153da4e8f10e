import { nodeCount, ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Status } from "../../packages/l1-model/src/rollup/Status.ts";
import { questionKey, type TraceStep } from "../../packages/l1-model/test/Trace.ts";
import { BANK, PAYOUTS, PROPOSER_ADDRESSES } from "./Actors.ts";
import type { Bid } from "./Bid.ts";
import type { Recorder } from "./Recorder.ts";

/** Number of bids whose state is queried after each step. */
const WATCHED_BIDS = 4;
const WATCHED_CASES = 8;
/** Rows of the ranking that are queried one by one. */
const RANKED_ROWS = 8;

/** A seat that was reported for a node, or has submitted its proof. */
export interface KnownCase {
  readonly proposalId: Hex;
  readonly node: number;
  readonly seat: number;
  /** L1 timestamp; 0n if the seat was not reported. */
  readonly contestEnd: bigint;
  readonly state: "reported" | "cleared" | "settled";
  readonly inTime: boolean;
}

/** A player's knowledge of the contracts: its own bids, their events, and the results of queries. */
export class Knowledge {
  readonly bids: Bid[] = [];
  readonly cases = new Map<string, KnownCase>();
  /** Owners of L2 accounts by index. */
  readonly owners: Hex[] = [];
  /** When rounds ended with a block, by their ids. */
  readonly finalAt = new Map<bigint, bigint>();
  seats = 0;
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  get status(): Status {
    return this.#recorder.answer<Status>("rollup.status []");
  }

  escrow(asset: number): bigint {
    return this.#recorder.answer<bigint>(`rollup.escrowOf [${asset}]`);
  }

  /** Seats that the running round, or the one above it, may count. */
  active(round: { readonly activeBitmap: readonly bigint[] }): number[] {
    return ProverBitmap.fromWords(round.activeBitmap).seats();
  }

  bid(id: Hex): Bid | undefined {
    return this.bids.find((bid) => bid.id === id);
  }

  /** Processes the events of a step. */
  learn(events: NonNullable<TraceStep["events"]>, time: bigint): void {
    for (const [name, args] of events) {
      const { proposalId, seat } = args as { proposalId: Hex; seat: number };
      const node = Number(args.nodeNumber ?? 0);
      const key = `${proposalId} ${node} ${seat}`;
      const known = this.cases.get(key);
      if (name === "registry.ProverJoined") this.seats++;
      if (name === "rollup.AccountOpened") this.owners.push(args.owner as Hex);
      if (name === "rollup.Finalized") this.#final(proposalId, time);
      if (name === "court.Reported") {
        const contestEnd = args.contestEnd as bigint;
        this.cases.set(key, { proposalId, node, seat, contestEnd, state: "reported", inTime: false });
      }
      if (name === "court.Cleared") {
        const inTime = args.inTime as boolean;
        const contestEnd = known?.contestEnd ?? 0n;
        this.cases.set(key, { proposalId, node, seat, contestEnd, state: "cleared", inTime });
      }
      if (name === "court.Slashed" || name === "court.Voided")
        this.cases.set(key, { ...known!, state: "settled" });
    }
  }

  /** The status is still that of the round that ended. */
  #final(proposalId: Hex, time: bigint): void {
    const bid = this.bid(proposalId);
    if (bid !== undefined) this.finalAt.set(bid.roundId, time);
  }

  /** The queries after a step; with `all`, for every bid and case. */
  questions(all: boolean): string[] {
    const { rollup, registry } = this.#recorder.deployment.addresses;
    const bids = all ? this.bids : this.bids.slice(-WATCHED_BIDS);
    const cases = all ? [...this.cases.values()] : [...this.cases.values()].slice(-WATCHED_CASES);
    const seats = Array.from({ length: this.seats }, (_, seat) => seat);
    const people = [BANK, ...PROPOSER_ADDRESSES];
    return [
      questionKey("rollup", "status", []),
      ...Array.from({ length: RANKED_ROWS }, (_, row) => questionKey("rollup", "ranking", [BigInt(row), 1n])),
      questionKey("rollup", "ranking", [BigInt(RANKED_ROWS), 256n]),
      questionKey("rollup", "escrowOf", [0]),
      questionKey("rollup", "escrowOf", [1]),
      questionKey("registry", "seatCount", []),
      questionKey("registry", "proverSetRoot", []),
      questionKey("registry", "activeBitmap", []),
      questionKey("token", "totalSupply", []),
      ...[...people, ...PAYOUTS, rollup, registry].map((who) => questionKey("token", "balanceOf", [who])),
      ...[...people, rollup].map((who) => questionKey("secondAsset", "balanceOf", [who])),
      ...PROPOSER_ADDRESSES.flatMap((who) => [
        questionKey("rollup", "balanceOf", [who]),
        questionKey("rollup", "bondOf", [who]),
      ]),
      ...seats.map((seat) => questionKey("registry", "proverAt", [BigInt(seat)])),
      ...seats.map((seat) => questionKey("court", "repeatsOf", [seat])),
      ...bids.flatMap(({ id }) => [
        questionKey("rollup", "commitmentOf", [id]),
        questionKey("rollup", "rewardPoolOf", [id]),
      ]),
      ...(all ? this.#questionsAtTheEnd() : []),
      ...cases.map(({ proposalId, node, seat }) =>
        questionKey("court", "caseOf", [proposalId, BigInt(node), seat]),
      ),
    ];
  }

  /** What changes seldom, or follows from the rest. */
  #questionsAtTheEnd(): string[] {
    const { messagesQueued } = this.status;
    const counts = Array.from({ length: Number(messagesQueued) + 1 }, (_, count) => BigInt(count));
    return [
      ...this.bids.flatMap(({ id, depth, proven }) => [
        questionKey("rollup", "provenOf", [id]),
        questionKey("rollup", "contextOf", [id]),
        ...Array.from({ length: nodeCount(depth) }, (_, node) =>
          questionKey("rollup", "isClaimed", [id, BigInt(node)]),
        ),
        ...(proven?.withdrawals ?? []).map((place) =>
          questionKey("rollup", "isWithdrawn", [id, BigInt(place)]),
        ),
      ]),
      ...counts.flatMap((count) => [
        questionKey("rollup", "rollingHash", [count]),
        questionKey("rollup", "messageQueuedAt", [count]),
      ]),
      ...[...this.owners.keys(), this.owners.length].map((index) =>
        questionKey("rollup", "ownerOf", [index]),
      ),
    ];
  }
}
