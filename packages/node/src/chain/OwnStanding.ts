import type { L1Event } from "@trellis/l1";
import { addressOf, concatBytes, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { EventSink } from "../telemetry/EventSink.ts";
import type { Standing } from "../telemetry/Standing.ts";
import type { Chain } from "./Chain.ts";
import type { ChainChange, ChainListener } from "./ChainFollower.ts";

/** What is known from L1 alone. */
export type L1Standing = Pick<Standing, "windowLeft" | "seats" | "answers" | "tokens" | "named">;

/** Whose standing it is. */
export interface OwnStandingInit {
  readonly seatSecretKeys: readonly Uint8Array[];
  /** Account of the L1 key. */
  readonly account: Hex | undefined;
  readonly emit: EventSink;
}

/** What L1's events say of own seats and of the own account since the deployment. */
export class OwnSums {
  /** Stakes of own seats, wei. */
  readonly stakes = new Map<number, bigint>();
  paid = 0n;
  slashed = 0n;
  bondsLost = 0n;
  proven = 0;
  unproven = 0;
}

/** How this node's seats and account stand on L1. Tells of each loss. */
export class OwnStanding implements ChainListener {
  readonly #keys: ReadonlySet<string>;
  readonly #account: Hex | undefined;
  readonly #emit: EventSink;
  #sums = new OwnSums();
  #chain: Chain | undefined;

  constructor({ seatSecretKeys, account, emit }: OwnStandingInit) {
    this.#keys = new Set(seatSecretKeys.map((key) => toHex(addressOf(publicKeyOf(key)))));
    this.#account = account;
    this.#emit = emit;
  }

  /** Whose standing it is, as a text: it tells which sums are whose. */
  get owner(): string {
    return [...this.#keys, this.#account ?? "no account"].sort().join(", ");
  }

  /** For a store. */
  get sums(): OwnSums {
    return this.#sums;
  }

  /** Goes on from what a store has kept, before the first change. */
  resume(sums: OwnSums): void {
    this.#sums = sums;
  }

  onChainChange({ view, chain }: ChainChange): void {
    this.#chain = chain;
    if (view.reset) this.#sums = new OwnSums();
    // What happened before this node read L1 for the first time is no news.
    const emit: EventSink = view.reset ? () => {} : this.#emit;
    for (const event of view.events) this.#take(event, chain, emit);
  }

  /** Undefined before L1 has been read. */
  report(): L1Standing | undefined {
    const chain = this.#chain;
    if (chain === undefined || !chain.isReady) return undefined;
    const { stakes, paid, slashed, bondsLost, proven, unproven } = this.#sums;
    const escrows = this.#account === undefined ? [] : chain.funds.escrowsOf(this.#account);
    const { proofStart, proofEnd } = chain.running.windows ?? {};
    const isOpen = proofStart !== undefined && proofEnd !== undefined && chain.now >= proofStart;
    const cases = chain.cases.open().filter(({ seat, nodes }) => stakes.has(seat) && nodes.length > 0);
    const first = cases.map(({ answerBy }) => answerBy).sort((a, b) => Number(a - b))[0];
    const owned = [...stakes.keys()];
    return {
      windowLeft: isOpen && proofEnd > chain.now ? Number(proofEnd - chain.now) : undefined,
      seats: { owned: owned.length, active: owned.filter((seat) => chain.active.has(seat)).length },
      answers: {
        due: cases.reduce((sum, { nodes }) => sum + nodes.length, 0),
        left: first === undefined ? undefined : Number(first - chain.now),
      },
      tokens: {
        free: this.#account === undefined ? 0n : chain.funds.balanceOf(this.#account),
        escrow: escrows.reduce((sum, { bond, proposal }) => sum + bond + proposal.burnBid, 0n),
        stake: [...stakes.values()].reduce((sum, stake) => sum + stake, 0n),
        paid,
        slashed,
        bondsLost,
      },
      named: { proven, unproven },
    };
  }

  #take(event: L1Event, chain: Chain, emit: EventSink): void {
    const sums = this.#sums;
    const { stakes } = sums;
    switch (event.eventName) {
      case "ProverJoined":
      case "KeyRotated": {
        const { seat, keyX, keyY } = event.args;
        const isOwn = this.#keys.has(toHex(addressOf(concatBytes(toBytes(keyX, 32), toBytes(keyY, 32)))));
        if (!isOwn) stakes.delete(seat);
        else if (event.eventName === "ProverJoined" || !stakes.has(seat)) {
          stakes.set(seat, chain.view.stakes.stake);
        }
        break;
      }
      case "StakeWithdrawn":
        stakes.delete(event.args.seat);
        break;
      case "StakeToppedUp": {
        const stake = stakes.get(event.args.seat);
        if (stake !== undefined) stakes.set(event.args.seat, stake + event.args.amount);
        break;
      }
      case "StakeSlashed": {
        const { seat, burned, bounty, stakeLeft } = event.args;
        if (!stakes.has(seat)) break;
        stakes.set(seat, stakeLeft);
        sums.slashed += burned + bounty;
        const message = `seat ${seat} lost ${tokens(burned + bounty)} tokens of its stake: it claimed a node, and neither proved it nor answered the report`;
        emit({ event: "problem", code: "TRL-NOD-037", message, duty: "answer", late: true });
        break;
      }
      case "NodePaid":
      case "NewSeatPaid":
        if (stakes.has(event.args.seat)) sums.paid += event.args.amount;
        break;
      case "Refunded": {
        const { proposer, lost, proposalId } = event.args;
        if (proposer !== this.#account || lost === 0n) break;
        sums.bondsLost += lost;
        const message = `${tokens(lost)} tokens of the bond of ${proposalId} are lost: it led, and was not proven`;
        emit({ event: "problem", code: "TRL-NOD-038", message });
        break;
      }
      case "RewardSettled":
        this.#noteNamed(event.args.proposalId, chain, emit);
        break;
    }
  }

  /** L1 takes no more proofs of the block, so its kept proofs say which named seats have proven. */
  #noteNamed(proposalId: Hex, chain: Chain, emit: EventSink): void {
    const block = chain.commitment(proposalId);
    if (block === undefined) return;
    for (const seat of this.#sums.stakes.keys()) {
      if (!block.committed.has(seat)) continue;
      if (block.kept.some(({ provers }) => provers.has(seat))) this.#sums.proven++;
      else {
        this.#sums.unproven++;
        const message = `seat ${seat} was named for block ${block.proposal.height} and is in no proof of it on L1`;
        emit({ event: "problem", code: "TRL-NOD-039", message });
      }
    }
  }
}

const tokens = (wei: bigint): number => Number(wei) / 1e18;
