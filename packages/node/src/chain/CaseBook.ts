import type { L1Event } from "@trellis/l1";
import { TrackedMap } from "@trellis/protocol";
import type { Hex } from "viem";

/** R8: an open case: a seat has claimed nodes of a final block, and no kept proof shows them as its. */
export interface SeatCase {
  readonly proposalId: Hex;
  readonly seat: number;
  /** Numbers of the nodes that are not answered. */
  readonly nodes: readonly number[];
  /** L1 time from which the case can be settled. */
  readonly answerBy: bigint;
  /** The nodes that each report has added, answered or not. The bounty goes to the first reporter of most weight. */
  readonly reports: readonly { readonly reporter: Hex; readonly nodes: readonly number[] }[];
}

/** Most open cases kept. The oldest is removed first: each costs its reporter an L1 transaction. */
const MAX_CASES = 16_384;

const keyOf = (proposalId: Hex, seat: number): string => `${proposalId}/${seat}`;

/** The court's open cases, rebuilt from its events alone. */
export class CaseBook {
  /** Open cases by block and seat. For a store. */
  readonly tables = { cases: new TrackedMap<string, SeatCase>(MAX_CASES) };

  /** The open case against a seat about a block. */
  get(proposalId: Hex, seat: number): SeatCase | undefined {
    return this.tables.cases.get(keyOf(proposalId, seat));
  }

  /** All open cases, the oldest first. */
  open(): SeatCase[] {
    return [...this.tables.cases.values()];
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "Reported": {
        const { proposalId, seat, reporter, nodeNumbers, answerBy } = event.args;
        const known = this.get(proposalId, seat);
        const report = { reporter, nodes: nodeNumbers.map(Number) };
        const nodes = [...(known?.nodes ?? []), ...report.nodes];
        const reports = [...(known?.reports ?? []), report];
        this.#put({ proposalId, seat, nodes, answerBy, reports });
        break;
      }
      case "NodeCleared": {
        const { proposalId, seat, nodeNumber } = event.args;
        const known = this.get(proposalId, seat);
        if (known === undefined) break;
        this.#put({ ...known, nodes: known.nodes.filter((node) => node !== Number(nodeNumber)) });
        break;
      }
      case "CaseSettled":
        this.tables.cases.delete(keyOf(event.args.proposalId, event.args.seat));
        break;
    }
  }

  #put(it: SeatCase): void {
    this.tables.cases.set(keyOf(it.proposalId, it.seat), it);
  }
}
