import assert from "node:assert/strict";
import { escalatedBond } from "../../packages/protocol/src/auction/bond.ts";
import { type ScenarioNetwork, STAKE, SUPPLY, tokenAt } from "./ScenarioNetwork.ts";

/**
 * Asserts that every token is where L1's events say, to the wei, as of the last L1 block whose events are known: supply = minted −
 * burned; each proposer's balance; each payout address; each seat's stake; what the contracts hold in all.
 */
export async function assertBalances(network: ScenarioNetwork): Promise<void> {
  const { addresses, l1, settings, addressOf } = network;
  const events = network.events.flatMap((event) => ("l1" in event ? [event.l1] : []));
  const blockNumber = events.at(-1)!.blockNumber!;
  const token = await tokenAt(network, blockNumber);

  let supply = SUPPLY;
  let escrowed = 0n;
  const balances = new Map<string, bigint>();
  const paid = new Map<string, bigint>();
  const stakes = new Map<number, bigint>();
  const failures = new Map<string, number>();
  const open = new Map<string, { readonly bid: bigint; readonly bond: bigint }>();
  const add = (to: Map<string, bigint>, who: string, amount: bigint): void => {
    to.set(who, (to.get(who) ?? 0n) + amount);
  };
  const settle = (id: string): { readonly bid: bigint; readonly bond: bigint } => {
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
      case "ProverJoined":
        stakes.set(args.seat, STAKE);
        break;
      case "Committed": {
        const bid = args.proposal.burnBid;
        const bond = escalatedBond(settings.bond, failures.get(args.proposer) ?? 0);
        open.set(args.proposalId, { bid, bond });
        escrowed += bid + bond;
        add(balances, args.proposer, -(bid + bond));
        break;
      }
      case "Refunded": {
        const { bid, bond } = settle(args.proposalId);
        assert.equal(args.amount, bid + bond, "P8.1 bid and bond come back whole");
        add(balances, args.proposer, args.amount);
        break;
      }
      case "LeaderFailed": {
        const { bid, bond } = settle(args.proposalId);
        assert.equal(args.bond, bond, "P9.6 the bond is what was escrowed");
        add(balances, args.proposer, bid);
        supply -= bond;
        failures.set(args.proposer, (failures.get(args.proposer) ?? 0) + 1);
        break;
      }
      case "Finalized": {
        const { bid, bond } = settle(args.proposalId);
        assert.equal(args.burned, bid, "P8.1 the winner's bid is burned");
        failures.delete(args.proposer);
        add(balances, args.proposer, bond + args.fees + args.proposerReward);
        supply += args.proposerReward - bid;
        break;
      }
      case "ContestPaid":
      case "RewardClaimed":
        add(paid, args.payout, args.amount);
        supply += args.amount;
        break;
      case "StakeSlashed":
        stakes.set(args.seat, stakes.get(args.seat)! - args.burned - args.reward);
        assert.equal(stakes.get(args.seat), args.stakeLeft);
        add(paid, args.beneficiary, args.reward);
        supply -= args.burned;
        break;
    }
  }

  assert.equal(await token.supply(), supply, "supply = minted − burned");
  for (const [name, address] of addressOf) {
    assert.equal(await token.of(address), paid.get(address) ?? 0n, `${name}'s tokens`);
    const balance = await l1.read("rollup", "balanceOf", [address], blockNumber);
    assert.equal(balance, balances.get(address) ?? 0n, `${name}'s balance`);
  }
  for (const [seat, stake] of stakes) {
    const prover = await l1.read("registry", "proverAt", [BigInt(seat)], blockNumber);
    assert.equal(prover.stake, stake, `stake of seat ${seat}`);
  }
  const sum = (values: Iterable<bigint>): bigint => [...values].reduce((all, one) => all + one, 0n);
  assert.equal(await token.of(addresses.registry), sum(stakes.values()), "the registry holds the stakes");
  assert.equal(
    await token.of(addresses.rollup),
    sum(balances.values()) + escrowed,
    "the rollup holds balances, bids and bonds",
  );
}
