import type { L1Event } from "@trellis/l1";
import type { FactRow } from "./FactRow.ts";

/** Messages, accounts, withdrawals and the end of a dead rollup; undefined for other events. */
export function bridgeFacts(event: L1Event): readonly FactRow[] | undefined {
  switch (event.eventName) {
    case "MessageQueued": {
      const { index, packed, fee } = event.args;
      return [{ table: "message", row: { message_index: Number(index), packed, fee: String(fee) } }];
    }
    case "AccountOpened": {
      const { accountIndex, owner, keyX, keyY } = event.args;
      const row = { account_index: accountIndex, owner, key_x: String(keyX), key_y: String(keyY) };
      return [{ table: "account", row }];
    }
    case "WithdrawalClaimed": {
      const { proposalId, place, owner, asset, amount } = event.args;
      const row = {
        proposal_id: proposalId,
        place: Number(place),
        owner,
        asset: Number(asset),
        amount: String(amount),
      };
      return [{ table: "withdrawal", row }];
    }
    case "RollupStopped": {
      const row = {
        kind: "stopped" as const,
        number: Number(event.args.oldestMessage),
        owner: null,
        amounts: "[]",
      };
      return [{ table: "escape_event", row }];
    }
    case "Escaped": {
      const { accountIndex, owner, amount0, amount1 } = event.args;
      const amounts = JSON.stringify([String(amount0), String(amount1)]);
      return [{ table: "escape_event", row: { kind: "escaped", number: accountIndex, owner, amounts } }];
    }
    case "DepositReturned": {
      const { index, owner, asset, amount } = event.args;
      const amounts = JSON.stringify(asset === 0n ? [String(amount), "0"] : ["0", String(amount)]);
      return [
        { table: "escape_event", row: { kind: "depositReturned", number: Number(index), owner, amounts } },
      ];
    }
    default:
      return undefined;
  }
}
