import type { L1Event } from "@trellis/l1";
import { BoundedMap, type VoteScope, voteNumber } from "@trellis/protocol";
import type { Hex } from "viem";

/** P9: a seat's duty for a node of an accepted block, as the court sees it. */
export interface SeatCase {
  readonly proposalId: Hex;
  readonly nodeNumber: number;
  readonly seat: number;
  readonly state: "reported" | "cleared" | "slashed" | "void";
  /** Last L1 second in which a report is answered. */
  readonly contestEnd: bigint;
  /** P9.3: whether it was cleared inside the proof window. */
  readonly inTime: boolean;
  /** Seat that proved the node instead; undefined for nobody. */
  readonly backup: number | undefined;
}

/** Cases kept; decided ones go first, the oldest of them first. */
const MAX_CASES = 16_384;
/** Votes kept that were used twice. */
const MAX_VOID = 16_384;

const keyOf = (proposalId: Hex, nodeNumber: number, seat: number): string =>
  `${proposalId}/${nodeNumber}/${seat}`;

/** The court's cases, from its events alone. */
export class CaseBook {
  readonly #cases = new Map<string, SeatCase>();
  readonly #void = new BoundedMap<string, true>(MAX_VOID);
  /** `proposal/seat` of contests whose pay is settled. */
  readonly #paid = new BoundedMap<string, true>(MAX_CASES);

  get(proposalId: Hex, nodeNumber: number, seat: number): SeatCase | undefined {
    return this.#cases.get(keyOf(proposalId, nodeNumber, seat));
  }

  /** Reports that are not decided. */
  open(): SeatCase[] {
    return [...this.#cases.values()].filter(({ state }) => state === "reported");
  }

  /** P9.3: answers that came in time and whose pay is neither had nor refused. */
  unpaid(): SeatCase[] {
    return [...this.#cases.values()].filter(
      ({ inTime, proposalId, seat }) => inTime && !this.#paid.has(`${proposalId}/${seat}`),
    );
  }

  /** P9.5: whether the vote was shown to stand for two nodes, and binds nobody. */
  isVoid(proposalId: Hex, vote: VoteScope, seat: number): boolean {
    return this.#void.has(`${proposalId}/${voteNumber(vote)}/${seat}`);
  }

  apply(event: L1Event): void {
    switch (event.eventName) {
      case "Reported": {
        const { contestEnd, backupPlusOne } = event.args;
        const backup = backupPlusOne === 0 ? undefined : backupPlusOne - 1;
        this.#put({ ...placeOf(event.args), state: "reported", contestEnd, inTime: false, backup });
        break;
      }
      case "Cleared":
        this.#decide(placeOf(event.args), "cleared", event.args.inTime);
        break;
      case "Slashed":
        this.#decide(placeOf(event.args), "slashed");
        break;
      case "Voided":
        this.#decide(placeOf(event.args), "void");
        break;
      case "ContestPaid":
      case "ContestPayRefused": {
        const key = `${event.args.proposalId}/${event.args.seat}`;
        this.#paid.set(key, true);
        break;
      }
      case "VoteUsedTwice": {
        const { proposalId, vote, seat } = event.args;
        this.#void.set(`${proposalId}/${vote}/${seat}`, true);
        break;
      }
    }
  }

  #decide(
    place: Pick<SeatCase, "proposalId" | "nodeNumber" | "seat">,
    state: SeatCase["state"],
    inTime = false,
  ): void {
    const known = this.get(place.proposalId, place.nodeNumber, place.seat);
    this.#put({ contestEnd: 0n, backup: undefined, ...known, ...place, state, inTime });
  }

  #put(it: SeatCase): void {
    const key = keyOf(it.proposalId, it.nodeNumber, it.seat);
    if (!this.#cases.has(key) && this.#cases.size >= MAX_CASES) {
      const victim = [...this.#cases].find(([, { state }]) => state !== "reported") ?? [...this.#cases][0]!;
      this.#cases.delete(victim[0]);
    }
    this.#cases.set(key, it);
  }
}

function placeOf(args: { readonly proposalId: Hex; readonly nodeNumber: bigint; readonly seat: number }) {
  return { proposalId: args.proposalId, nodeNumber: Number(args.nodeNumber), seat: args.seat };
}
