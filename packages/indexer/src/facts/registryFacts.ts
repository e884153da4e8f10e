import type { L1Event } from "@trellis/l1";
import type { RowOf, SeatEventKind } from "../store/Tables.ts";
import type { FactRow } from "./FactRow.ts";

type SeatRow = RowOf<"seat_event">["row"];

/** What happens to seats; undefined for other events. */
export function registryFacts(event: L1Event): readonly FactRow[] | undefined {
  switch (event.eventName) {
    case "ProverJoined":
      return seatEvent(event.args.seat, "joined", { account: event.args.payout });
    case "KeyRotated":
      return seatEvent(event.args.seat, "keyRotated");
    case "ExitRequested":
      return seatEvent(event.args.seat, "exitRequested", { exit_at: event.args.exitAt });
    case "StakeWithdrawn": {
      const { seat, payout, amount } = event.args;
      return seatEvent(seat, "stakeWithdrawn", { account: payout, amount: String(amount) });
    }
    case "StakeToppedUp": {
      const { seat, payer, amount } = event.args;
      return seatEvent(seat, "stakeToppedUp", { account: payer, amount: String(amount) });
    }
    case "PayoutChanged":
      return seatEvent(event.args.seat, "payoutChanged", { account: event.args.payout });
    case "Paused":
      return seatEvent(event.args.seat, event.args.isPaused ? "paused" : "resumed");
    case "StakeSlashed": {
      const { seat, beneficiary, burned, bounty, stakeLeft } = event.args;
      return seatEvent(seat, "stakeSlashed", {
        account: beneficiary,
        amount: String(burned + bounty),
        stake_left: String(stakeLeft),
      });
    }
    default:
      return undefined;
  }
}

function seatEvent(seat: number, kind: SeatEventKind, more: Partial<SeatRow> = {}): readonly FactRow[] {
  const row = { seat, kind, account: null, amount: null, exit_at: null, stake_left: null, ...more };
  return [{ table: "seat_event", row }];
}
