import type { L1Event } from "@trellis/l1";
import { BoundedMap, type VoteScope, voteNumber } from "@trellis/protocol";
import type { Hex } from "viem";

/** P9: the court's case about a seat that had to prove a node of an accepted block. */
export interface SeatCase {
  readonly proposalId: Hex;
  readonly nodeNumber: number;
  readonly seat: number;
  readonly state: "reported" | "cleared" | "slashed" | "void";
  /** Last L1 second in which a report can be contested. */
  readonly contestEnd: bigint;
  /** P9.3: whether it was cleared inside the proof window. */
  readonly inTime: boolean;
  /** Seat that proved the node instead; undefined if no seat did. */
  readonly backup: number | undefined;
}

/** Most cases kept. The oldest decided case is removed first. */
const MAX_CASES = 16_384;
/** Most double-used votes kept. */
const MAX_VOID = 16_384;

const keyOf = (proposalId: Hex, nodeNumber: number, seat: number): string =>
  `${proposalId}/${nodeNumber}/${seat}`;

/** The court's cases, rebuilt from its events alone. */
export class CaseBook {
  readonly #cases = new Map<string, SeatCase>();
  readonly #void = new BoundedMap<string, true>(MAX_VOID);
  /** `proposal/seat` of contests whose pay was claimed or refused. */
  readonly #paid = new BoundedMap<string, true>(MAX_CASES);

  get(proposalId: Hex, nodeNumber: number, seat: number): SeatCase | undefined {
    return this.#cases.get(keyOf(proposalId, nodeNumber, seat));
  }

  /** Reports that are not decided yet. */
  open(): SeatCase[] {
    return [...this.#cases.values()].filter(({ state }) => state === "reported");
  }

  /** P9.3: contests that came in time and whose pay was neither claimed nor refused. */
  unpaid(): SeatCase[] {
    return [...this.#cases.values()].filter(
      ({ inTime, proposalId, seat }) => inTime && !this.#paid.has(`${proposalId}/${seat}`),
    );
  }

  /** P9.5: whether L1 has evidence that the vote was used for two nodes. Such a vote binds nobody. */
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
