import assert from "node:assert/strict";
import { fromHex } from "../../packages/protocol/src/encoding/bytes.ts";
import { bondOf } from "../../packages/protocol/src/pay/bond.ts";
import { unpackTransaction } from "../../packages/protocol/src/transactions/Transaction.ts";
import { type ScenarioNetwork, STAKE, SUPPLY, tokenAt } from "./ScenarioNetwork.ts";

/**
 * Asserts that every native token is where L1's events say, to the wei, as of the last L1 block whose events are known: supply = minted −
 * burned; each proposer's balance; each party's address; each seat's stake; what the vault holds in all.
 */
export async function assertBalances(network: ScenarioNetwork): Promise<void> {
  const { addresses, l1, settings, addressOf } = network;
  const events = network.events.flatMap((event) => ("l1" in event ? [event.l1] : []));
  const blockNumber = events.at(-1)!.blockNumber!;
  const token = await tokenAt(network, blockNumber);

  let supply = SUPPLY;
  let escrowed = 0n;
  let onL2 = 0n;
  const balances = new Map<string, bigint>();
  const held = new Map<string, bigint>();
  const stakes = new Map<number, bigint>();
  const open = new Map<string, { readonly bid: bigint; readonly bond: bigint }>();
  const add = (to: Map<string, bigint>, who: string, amount: bigint): void => {
    to.set(who, (to.get(who) ?? 0n) + amount);
  };
  const { user } = network;
  if (user !== undefined) add(held, user.address, user.tokens);
  const mint = (who: string, amount: bigint): void => {
    add(held, who, amount);
    supply += amount;
  };
  const end = (id: string): { readonly bid: bigint; readonly bond: bigint } => {
    const escrow = open.get(id)!;
    open.delete(id);
    escrowed -= escrow.bid + escrow.bond;
    return escrow;
  };
  for (const { eventName, args } of events) {
    switch (eventName) {
      case "BalanceDeposited":
        add(balances, args.account, args.amount);
        break;
      case "BalanceWithdrawn":
        add(balances, args.account, -args.amount);
        add(held, args.account, args.amount);
        break;
      case "ProverJoined":
        stakes.set(args.seat, STAKE);
        break;
      case "StakeWithdrawn":
        assert.equal(args.amount, stakes.get(args.seat), "the whole stake goes back");
        stakes.delete(args.seat);
        add(held, args.payout, args.amount);
        break;
      case "Committed": {
        const bid = args.proposal.burnBid;
        const bond = bondOf(bid, settings.bond, settings.bondBps);
        open.set(args.proposalId, { bid, bond });
        escrowed += bid + bond;
        add(balances, args.proposer, -(bid + bond));
        break;
      }
      case "Refunded": {
        const { bid, bond } = end(args.proposalId);
        assert.equal(args.amount + args.lost, bid + bond, "R9 what is not lost comes back");
        assert.ok(args.lost <= bond, "R9 nobody loses more than its bond");
        add(balances, args.proposer, args.amount);
        supply -= args.lost;
        break;
      }
      case "Finalized": {
        const { bid, bond } = end(args.proposalId);
        add(balances, args.proposer, bond + args.fees);
        onL2 -= args.fees;
        supply -= bid;
        break;
      }
      case "RewardSettled":
        mint(args.proposer, args.proposerReward);
        break;
      case "NodePaid":
      case "NewSeatPaid":
        mint(args.payout, args.amount);
        break;
      case "StakeSlashed":
        stakes.set(args.seat, stakes.get(args.seat)! - args.burned - args.bounty);
        assert.equal(stakes.get(args.seat), args.stakeLeft);
        add(held, args.beneficiary, args.bounty);
        supply -= args.burned;
        break;
      case "MessageQueued": {
        const { kind, forced, asset, amount } = unpackTransaction(fromHex(args.packed));
        const moved = (kind === "deposit" || kind === "seed") && !forced && asset === 0 ? amount : 0n;
        onL2 += moved;
        if (user !== undefined) add(held, user.address, -(moved + args.fee));
        supply -= args.fee;
        break;
      }
      case "DepositReturned":
      case "WithdrawalClaimed":
        if (args.asset !== 0n) break;
        onL2 -= args.amount;
        add(held, args.owner, args.amount);
        break;
      case "Escaped":
        onL2 -= args.amount0;
        add(held, args.owner, args.amount0);
        break;
    }
  }

  assert.equal(await token.supply(), supply, "supply = minted − burned");
  for (const [name, address] of addressOf) {
    assert.equal(await token.of(address), held.get(address) ?? 0n, `${name}'s tokens`);
    const balance = await l1.read("auction", "balanceOf", [address], blockNumber);
    assert.equal(balance, balances.get(address) ?? 0n, `${name}'s balance`);
  }
  for (const [seat, stake] of stakes) {
    const found = await l1.read("registry", "seatAt", [seat], blockNumber);
    assert.equal(found.stake, stake, `stake of seat ${seat}`);
  }
  const sum = (values: Iterable<bigint>): bigint => [...values].reduce((all, one) => all + one, 0n);
  assert.equal(
    await token.of(addresses.vault),
    sum(stakes.values()) + sum(balances.values()) + escrowed + onL2,
    "the vault holds stakes, balances, bids, bonds and what is on L2",
  );
}
