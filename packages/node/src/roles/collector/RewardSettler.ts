import { type BlockRecord, l1Calls } from "@trellis/l1";
import { toHex } from "@trellis/protocol";
import { DUTY_GAS, etherWorth, expectedReward, isWorthGas } from "@trellis/strategy";
import type { Hex } from "viem";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { gainingSeats, namingFor, namingGain, nodeGain } from "./seatGains.ts";

const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** Final blocks looked at. One that nobody settled for so long brings its parties less than the gas. */
const HEIGHTS = 64;

/** What settling a block's reward brings this node. */
interface Gain {
  /** Number of kept proofs when it was computed. */
  readonly kept: number;
  /** Wei. */
  readonly amount: bigint;
}

/**
 * P8.3: settles the rewards of final blocks once their proof windows are over: the proposer is paid by it, and nothing else is before it.
 * The proposer goes first, the other parties that gain more than the gas follow in turn. Nobody else does.
 */
export class RewardSettler implements Role {
  readonly #view: DutyView;
  readonly #settings: DutySettings;
  readonly #isOwnSeat: (seat: number, root?: bigint) => boolean;
  readonly #duties: L1Duties;
  readonly #gains = new WeakMap<BlockRecord, Gain>();

  constructor(view: DutyView, settings: DutySettings) {
    this.#view = view;
    this.#settings = settings;
    this.#isOwnSeat = ownSeats(view.chain, settings.seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "ProofWindowOpen" });
  }

  update(): void {
    const { chain, sender, l1 } = this.#view;
    const prices = this.#settings.prices();
    if (!chain.isReady || prices === undefined) return;
    for (const { proposalId } of chain.finals.slice(-HEIGHTS)) {
      const block = chain.proven(proposalId);
      if (block === undefined || chain.rewards.settled(proposalId) !== undefined) continue;
      if (!chain.isProofWindowOver(block.proposal)) continue;
      const gain = this.#gainOf(block);
      if (!isWorthGas(gain, DUTY_GAS.settleReward, prices)) continue;
      const key = `settle ${proposalId}`;
      const isOwn = this.#proposerOf(block) === sender.address;
      if (!this.#duties.isMyTurn(key, proposalId, isOwn)) continue;
      const worth = etherWorth(gain, prices);
      const run = () => sender.send(l1Calls.settleReward(l1.addresses, block.proposal), { worth });
      this.#duties.act(key, { action: "settleReward", proposalId, run });
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #proposerOf({ proposal }: BlockRecord): Hex {
    return toHex(proposal.proposer);
  }

  #gainOf(block: BlockRecord): bigint {
    const known = this.#gains.get(block);
    if (known?.kept === block.kept.length) return known.amount;
    const amount = this.#computeGain(block);
    this.#gains.set(block, { kept: block.kept.length, amount });
    return amount;
  }

  #computeGain(block: BlockRecord): bigint {
    const { chain, sender } = this.#view;
    const { depth, proverShareBps } = block.proposal;
    const provers = block.kept[block.best]?.provers.count() ?? 0;
    const { committed, committedNodes, tally } = block;
    const winner = {
      depth,
      proverShareBps,
      committedNodes,
      tally,
      provers,
      committedSeats: committed.count(),
    };
    const { proposer, pool } = expectedReward(winner, chain.settings);
    const asProposer = this.#proposerOf(block) === sender.address ? proposer : 0n;
    const naming = namingFor(block, chain.records.ofRound(block.roundId), chain.settings);
    const seats = [...new Set(block.kept.flatMap((proof) => proof.provers.seats()))];
    const root = block.facts?.proverSetRoot;
    const own = [...seats, ...gainingSeats(naming, [])].filter((seat) => this.#isOwnSeat(seat, root));
    const asProver = nodeGain(block, [...new Set(own)], pool, chain.settings);
    return asProposer + asProver + namingGain(naming, own, pool, provers);
  }
}
