import { type BlockRecord, l1Calls, type UncleCandidate } from "@trellis/l1";
import { DUTY_GAS, etherWorth, isWorthGas, type Prices } from "@trellis/strategy";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { gainingSeats, namingFor, namingGain } from "./seatGains.ts";

const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** Final blocks looked at: more than can become final within an uncle window. */
const HEIGHTS = 64;

/**
 * R7: names losing blocks of a round in which own seats have worked and are new. L1 takes a set only if it is worth more than the one
 * named before, so only a better set is sent. The owner of the first seat that gains goes first, the other owners follow in turn. Nobody
 * else does: it would pay gas for others.
 */
export class UncleNamer implements Role {
  readonly #view: DutyView;
  readonly #settings: DutySettings;
  readonly #isOwnSeat: (seat: number, root?: bigint) => boolean;
  readonly #duties: L1Duties;
  readonly #sets = new WeakMap<BlockRecord, readonly UncleCandidate[]>();

  constructor(view: DutyView, settings: DutySettings) {
    this.#view = view;
    this.#settings = settings;
    this.#isOwnSeat = ownSeats(view.chain, settings.seatSecretKeys);
    // A set that is not worth more than the one named is refused, at no cost.
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: () => false });
  }

  update(): void {
    const { chain } = this.#view;
    const prices = this.#settings.prices();
    if (!chain.isReady || prices === undefined) return;
    for (const { proposalId } of chain.finals.slice(-HEIGHTS)) {
      const winner = chain.proven(proposalId);
      const reward = chain.rewards.settled(proposalId);
      if (winner === undefined || reward === undefined || chain.now >= reward.claimsFrom) continue;
      this.#name(winner, reward, prices);
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #name(
    winner: BlockRecord,
    { pool, winnerSeats }: { readonly pool: bigint; readonly winnerSeats: number },
    prices: Prices,
  ): void {
    const { sender, l1 } = this.#view;
    const { proposalId } = winner;
    const naming = this.#namingOf(winner);
    if (naming.length === 0) return;
    const gaining = gainingSeats(naming, winner.newSeats);
    const own = gaining.filter((seat) => this.#isOwnSeat(seat, winner.facts?.proverSetRoot));
    const gas = DUTY_GAS.nameUncles + DUTY_GAS.furtherUncle * BigInt(naming.length - 1);
    const gain = namingGain(naming, own, pool, winnerSeats, winner.newSeats);
    if (!isWorthGas(gain, gas, prices)) return;
    const uncles = naming.map(({ uncle }) => uncle);
    const key = `uncles ${proposalId} ${uncles.map(({ proposalId, kept }) => `${proposalId}/${kept}`)}`;
    if (!this.#duties.isMyTurn(key, proposalId, gaining[0] === own[0])) return;
    const worth = etherWorth(gain, prices);
    const run = () => sender.send(l1Calls.nameUncles(l1.addresses, winner, uncles), { worth });
    this.#duties.act(key, { action: "nameUncles", proposalId, run });
  }

  /** When the reward is settled, L1 takes no more proofs of the round, so the best set stays the same. */
  #namingOf(winner: BlockRecord): readonly UncleCandidate[] {
    const { chain } = this.#view;
    const known = this.#sets.get(winner);
    if (known !== undefined) return known;
    const naming = namingFor(winner, chain.records.ofRound(winner.roundId), chain.settings);
    this.#sets.set(winner, naming);
    return naming;
  }
}
