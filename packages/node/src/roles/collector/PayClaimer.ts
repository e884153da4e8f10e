import {
  type BlockRecord,
  blockClaims,
  l1Call,
  newSeatClaims,
  newSeatsWith,
  paidNodes,
  paidSeats,
} from "@trellis/l1";
import { BoundedMap, ProverBitmap } from "@trellis/protocol";
import {
  type ClaimBatch,
  claimBatches,
  DUTY_GAS,
  etherWorth,
  type OwedPay,
  owedPay,
  type SettledPool,
} from "@trellis/strategy";
import type { Hex } from "viem";
import { ownSeats } from "../../chain/ownSeats.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";

const RETRY = { firstMs: 2_000, maxMs: 300_000 };
/** Most pays of one call: less than a tenth of an L1 block. */
const MAX_PAYS = 128;
/** Blocks whose pay is open. The oldest is dropped first; its pay can be claimed by hand for ever. */
const MAX_BLOCKS = 4_096;
const LOOKING = "look";

/** What the collector asks of claims. */
export interface ClaimSettings extends DutySettings {
  /** Least pay of a call as a part of its cost, 1/10,000. */
  readonly claimAboveBps: number;
}

/**
 * P8.3, R7: claims what own seats have earned, once uncle windows are over. Pay does not expire, so it is gathered over many blocks until
 * one call brings a good part more than it costs (M7). Everything comes from L1's logs (M5).
 */
export class PayClaimer implements Role {
  readonly #view: DutyView;
  readonly #settings: ClaimSettings;
  readonly #isOwnSeat: (seat: number, root?: bigint) => boolean;
  readonly #duties: L1Duties;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  /** Final blocks with own seats; their pays, once they are certain. */
  readonly #blocks = new BoundedMap<Hex, readonly OwedPay[] | undefined>(MAX_BLOCKS);
  /** Height up to which final blocks were looked at. */
  #height = 0n;
  #reading = 0;
  #stopped = false;

  constructor(view: DutyView, settings: ClaimSettings) {
    this.#view = view;
    this.#settings = settings;
    this.#isOwnSeat = ownSeats(view.chain, settings.seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY });
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error) => {
      this.#backoff.failed(LOOKING);
      if (!this.#stopped) view.log.info({ error }, "what L1 owes own seats cannot be read now");
    });
  }

  update(): void {
    const { chain } = this.#view;
    if (this.#stopped || !chain.isReady || this.#settings.seatSecretKeys.length === 0) return;
    if (chain.readings !== this.#reading) {
      this.#reading = chain.readings;
      this.#height = 0n;
      this.#blocks.clear();
    }
    if (chain.head.height > this.#height) this.#findBlocks();
    if (this.#backoff.isDue(LOOKING) && this.#nextBlock() !== undefined) {
      this.#tasks.run(LOOKING, () => this.#look());
    }
    this.#claimDue();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#duties.stop(), this.#tasks.settled()]);
  }

  #findBlocks(): void {
    const { chain } = this.#view;
    for (const block of chain.records.final()) {
      if (block.proposal.height > this.#height) this.#blocks.set(block.proposalId, undefined);
    }
    this.#height = chain.head.height;
  }

  /** A block whose uncle window is over and whose pays are not known yet. */
  #nextBlock(): BlockRecord | undefined {
    const { chain } = this.#view;
    for (const [id, owed] of this.#blocks) {
      const reward = chain.rewards.settled(id);
      const block = chain.records.block(id);
      if (owed === undefined && reward !== undefined && block !== undefined && chain.now >= reward.claimsFrom)
        return block;
    }
    return undefined;
  }

  async #look(): Promise<void> {
    const { chain, l1 } = this.#view;
    for (;;) {
      const block = chain.isReady && !this.#stopped ? this.#nextBlock() : undefined;
      if (block === undefined) return;
      const reading = this.#reading;
      const root = block.facts?.proverSetRoot;
      const seats = paidSeats(block).filter((seat) => this.#isOwnSeat(seat, root));
      let owed: OwedPay[] = [];
      if (seats.length > 0) {
        const { amount, claimsFrom, ...rest } = await l1.read("rewards", "poolOf", [block.proposalId]);
        const pool = { ...rest, amount, claimsFrom: BigInt(claimsFrom) };
        const active = await this.#activeOf(block);
        owed = seats.flatMap((seat) => this.#owedTo(seat, block, pool, active));
      }
      if (this.#reading !== reading) return;
      if (owed.length > 0) this.#blocks.set(block.proposalId, owed);
      else this.#blocks.delete(block.proposalId);
      this.#backoff.succeeded(LOOKING);
    }
  }

  /** R5: the seats that counted in the block's round. */
  async #activeOf({ proposalId, activeBitmap }: BlockRecord): Promise<ProverBitmap> {
    const { chain, l1 } = this.#view;
    return chain.roundOfCommitment(proposalId)?.active ?? (await l1.activeSeats(activeBitmap));
  }

  #owedTo(seat: number, block: BlockRecord, pool: SettledPool, active: ProverBitmap): OwedPay[] {
    const nodes = paidNodes(block, seat).filter(({ isCommitted }) => isCommitted || active.has(seat));
    const newSeatBps = newSeatsWith(block, seat)?.bps;
    return owedPay(block.proposalId, seat, { nodes, newSeatBps }, pool, this.#view.chain.settings);
  }

  #claimDue(): void {
    const { chain } = this.#view;
    const prices = this.#settings.prices();
    if (prices === undefined) return;
    const open = [...this.#blocks].flatMap(([id, owed]) => {
      const unpaid = owed?.filter((pay) => !this.#isPaid(pay)) ?? [];
      if (owed !== undefined && unpaid.length === 0) this.#blocks.delete(id);
      return unpaid;
    });
    const rule = {
      ...prices,
      firstGas: DUTY_GAS.claim,
      furtherGas: DUTY_GAS.furtherClaim,
      claimAboveBps: this.#settings.claimAboveBps,
      most: MAX_PAYS,
    };
    // L1 judges a call by its next block's time.
    const batches = claimBatches(open, chain.view.block.timestamp, rule);
    const firstOfSeats = new Map(batches.toReversed().map((batch) => [batch.seat, batch]));
    for (const [seat, batch] of firstOfSeats) {
      this.#duties.act(`claim ${seat}`, {
        action: "claim",
        run: () => this.#claim(batch, etherWorth(batch.amount, prices)),
      });
    }
  }

  #isPaid({ proposalId, nodeNumber, seat }: OwedPay): boolean {
    const { rewards } = this.#view.chain;
    return nodeNumber === undefined
      ? rewards.isNewSeatPaid(proposalId, seat)
      : rewards.isPaid(proposalId, nodeNumber);
  }

  /** @param worth - of the pay, wei of Ether. */
  async #claim({ seat, owed }: ClaimBatch, worth: bigint) {
    const { chain, sender, l1 } = this.#view;
    const all = ProverBitmap.of([seat]);
    const byBlock = [...Map.groupBy(owed, ({ proposalId }) => proposalId)].flatMap(([id, pays]) => {
      const block = chain.records.block(id);
      return block === undefined ? [] : [{ block, numbers: new Set(pays.map((pay) => pay.nodeNumber)) }];
    });
    // Rescuers that did not count are left out already.
    const blocks = byBlock.flatMap(({ block, numbers }) =>
      blockClaims(block, seat, all, (number) => !numbers.has(number)),
    );
    const newSeats = byBlock.flatMap(({ block, numbers }) =>
      numbers.has(undefined) ? newSeatClaims(block, seat) : [],
    );
    return sender.send(l1Call(l1.addresses, "rewards", "claim", [seat, blocks, newSeats]), { worth });
  }
}
