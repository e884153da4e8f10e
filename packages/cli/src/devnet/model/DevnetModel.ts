import { type L1View, roundWindows } from "@trellis/l1";
import { ProverBitmap, rankByScore, roundPhase, TRANSACTION_BYTES } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { short } from "../../shell/text/format.ts";
import { type FinalBlock, type GasStep, type HeightSummary, summarise } from "./HeightSummary.ts";
import { advance, type ShownPlan, type ShownProposal } from "./ShownProposal.ts";
import { showProposalEvent } from "./showProposalEvent.ts";

/** An L1 transaction shown. */
export interface ShownTransaction {
  readonly by: string;
  readonly action: string;
  readonly hash: string;
  readonly gas: bigint;
  readonly proposalId: string | undefined;
}

const MAX_SHOWN_TRANSACTIONS = 200;
const MAX_EARLY_EVENTS = 4_096;
/** Heights whose gas may still become known. */
const RECENT_HEIGHTS = 3;

/**
 * Folds L1 views and the nodes' events into what the devnet shows and sums up. They come from many processes,
 * so the model does not rely on any order among them. Where L1 and a node report the same thing, L1 counts.
 */
export class DevnetModel {
  readonly proposals = new Map<string, ShownProposal>();
  readonly transactions: ShownTransaction[] = [];
  readonly heights: HeightSummary[] = [];
  readonly problems: { readonly by: string; readonly code: string; readonly message: string }[] = [];
  view: L1View | undefined;
  /** performance.now() when the view came. */
  viewAt = 0;
  #heightStartedAt = performance.now();
  /** Events of proposals that are not known yet. */
  #early: TrellisEvent[] = [];
  /** Transactions whose gas a height's summary names. */
  readonly #hashes = new WeakMap<HeightSummary, Partial<Record<GasStep, string>>>();

  /** Seconds of L1 time now. */
  get l1Now(): bigint {
    if (this.view === undefined) return 0n;
    return this.view.block.timestamp + BigInt(Math.floor((performance.now() - this.viewAt) / 1_000));
  }

  /** Phase of the running round and the seconds left in it. */
  get phase(): { readonly name: ReturnType<typeof roundPhase>; readonly secondsLeft: number } {
    const status = this.view?.status;
    const windows = status === undefined ? undefined : roundWindows(status.running);
    if (windows === undefined) return { name: "waiting", secondsLeft: 0 };
    const name = roundPhase(windows, this.l1Now);
    const end = name === "proposal" ? windows.commitEnd : (windows.proofEnd ?? windows.commitEnd);
    return { name, secondsLeft: Math.max(0, Number(end - this.l1Now)) };
  }

  /** Proposals of the height being built, best score first. */
  current(): ShownProposal[] {
    const height = this.#height;
    const round = this.view?.status.running.round.number ?? 0;
    const all = [...this.proposals.values()];
    return rankByScore(all.filter((proposal) => proposal.height === height && proposal.round === round));
  }

  /** Takes the next view of L1; returns the heights that became final with it. */
  onView(view: L1View): HeightSummary[] {
    if (this.view === undefined) this.#heightStartedAt = performance.now();
    this.view = view;
    this.viewAt = performance.now();
    // L1 reports everything again. What it reported before stands only if it comes again.
    const before = new Map(
      (view.reset ? this.heights.splice(0) : []).map((height) => [height.winner.proposalId, height]),
    );
    const finals: HeightSummary[] = [];
    for (const event of view.events) {
      switch (event.eventName) {
        case "Committed": {
          const { proposalId, seats, score } = event.args;
          const { height, round, depth, burnBid, proverShareBps, proposer } = event.args.proposal;
          const proposal =
            this.proposals.get(proposalId) ??
            this.#add({
              id: proposalId,
              by: short(proposer),
              height: Number(height),
              round,
              depth,
              transactions: 0,
              burnBid,
              proverShareBps,
            });
          advance(proposal, proposal.at.revealed === undefined ? "committed" : "revealed");
          if (proposal.at.submitted === undefined) {
            proposal.provers = Number(seats);
            proposal.score = score;
          }
          proposal.at.committed ??= performance.now();
          proposal.hashes.commit = event.transactionHash;
          break;
        }
        case "BlockProven": {
          const proposal = this.proposals.get(event.args.proposalId);
          if (proposal === undefined) break;
          advance(proposal, "proven");
          // R2: L1 keeps several proofs; the best one counts.
          if (!event.args.isBest) break;
          proposal.score = event.args.score;
          proposal.provers = ProverBitmap.fromWords(event.args.provers).count();
          // The data of a block that was published in chunks is not in this event.
          if (event.args.chunks.length === 0) proposal.transactions = transactionsIn(event.args.data);
          proposal.at.submitted ??= performance.now();
          proposal.hashes.submitProof = event.transactionHash;
          break;
        }
        case "Finalized": {
          const known = before.get(event.args.proposalId);
          if (known !== undefined) {
            known.payments.length = 0;
            this.heights.push(known);
            break;
          }
          const final = this.#finalise(event.args, event.transactionHash);
          if (final !== undefined) finals.push(final);
          break;
        }
        case "RewardSettled": {
          const { proposalId, proposerReward, pool, claimsFrom } = event.args;
          const height = this.#heightOf(proposalId);
          if (height === undefined) break;
          height.proposerReward = proposerReward;
          height.proverReward = pool;
          height.claimsFrom = claimsFrom;
          break;
        }
        case "NodePaid":
          this.#heightOf(event.args.proposalId)?.payments.push({
            seat: event.args.seat,
            amount: event.args.amount,
          });
          break;
        case "NewSeatPaid":
          this.#heightOf(event.args.winner)?.payments.push({
            seat: event.args.seat,
            amount: event.args.amount,
          });
          break;
      }
    }
    return finals;
  }

  /** Takes an event of a node. */
  onEvent(by: string, event: TrellisEvent): void {
    switch (event.event) {
      case "proposed": {
        // L1 may have reported it before. What only its proposer knows comes from here.
        const proposal =
          this.proposals.get(event.proposalId) ??
          this.#add({
            id: event.proposalId,
            by,
            height: Number(event.height),
            round: event.round,
            depth: event.depth,
            transactions: event.transactions,
            burnBid: event.burnBid,
            proverShareBps: event.proverShareBps,
          });
        const plan: ShownPlan = {
          strategy: event.strategy,
          expectedProfit: event.expectedProfit,
          backrun: event.backrun,
        };
        proposal.by = by;
        proposal.plan = plan;
        for (const { winner, rival } of this.heights.slice(-RECENT_HEIGHTS)) {
          if (rival?.proposalId === proposal.id) rival.by = by;
          if (winner.proposalId === proposal.id) {
            winner.by = by;
            winner.plan = plan;
          }
        }
        if (proposal.at.submitted === undefined) proposal.transactions = event.transactions;
        proposal.at.proposed ??= performance.now();
        break;
      }
      case "l1_transaction":
        this.transactions.push({
          by,
          action: event.action,
          hash: event.hash,
          gas: event.gas,
          proposalId: event.proposalId,
        });
        if (this.transactions.length > MAX_SHOWN_TRANSACTIONS) this.transactions.shift();
        for (const height of this.heights.slice(-RECENT_HEIGHTS)) this.#fillGas(height);
        break;
      case "problem":
        this.problems.push({ by, code: event.code, message: event.message });
        if (this.problems.length > MAX_SHOWN_TRANSACTIONS) this.problems.shift();
        break;
      case "voted":
      case "transcript":
      case "revealed":
      case "proving":
      case "proved":
      case "proving_stopped": {
        const proposal = this.proposals.get(event.proposalId);
        if (proposal !== undefined) showProposalEvent(proposal, event, this.#alpha);
        else {
          this.#early.push(event);
          if (this.#early.length > MAX_EARLY_EVENTS) this.#early.shift();
        }
        break;
      }
    }
  }

  /** The height that is being built. */
  get #height(): number {
    return this.view?.status.running.round.height ?? 1;
  }

  /** Exponent of the running round's scores, in 2^-16. */
  get #alpha(): number | undefined {
    return this.view?.status.running.round.alpha;
  }

  #heightOf(proposalId: string): HeightSummary | undefined {
    return this.heights.findLast((height) => height.winner.proposalId === proposalId);
  }

  #add(
    fields: Pick<
      ShownProposal,
      "id" | "by" | "height" | "round" | "depth" | "transactions" | "burnBid" | "proverShareBps"
    >,
  ): ShownProposal {
    const proposal: ShownProposal = {
      ...fields,
      plan: undefined,
      votes: 0,
      voters: new Map(),
      provers: 0,
      score: 0n,
      state: "proposed",
      tree: new Map(),
      named: new Map(),
      hashes: {},
      at: {},
    };
    const current = this.#height;
    for (const { id, height } of this.proposals.values()) {
      if (height < current - 1) this.proposals.delete(id);
    }
    this.proposals.set(proposal.id, proposal);
    const early = this.#early;
    this.#early = [];
    for (const event of early) {
      if ("proposalId" in event && event.proposalId === proposal.id)
        showProposalEvent(proposal, event, this.#alpha);
      else this.#early.push(event);
    }
    return proposal;
  }

  #finalise(args: FinalBlock & { readonly proposalId: string }, finalize: string): HeightSummary | undefined {
    const now = performance.now();
    const proposal = this.proposals.get(args.proposalId);
    if (proposal === undefined) return undefined;
    for (const other of this.proposals.values()) {
      if (other.height === Number(args.height)) advance(other, other === proposal ? "won" : "lost");
    }
    const { height, round } = proposal;
    const [rival] = rankByScore(
      [...this.proposals.values()].filter(
        (other) => other !== proposal && other.height === height && other.round === round && other.score > 0n,
      ),
    );
    const summary = summarise(args, proposal, rival, this.#heightStartedAt, now);
    this.#hashes.set(summary, { ...proposal.hashes, finalize });
    this.#fillGas(summary);
    this.#heightStartedAt = now;
    this.heights.push(summary);
    return summary;
  }

  /** A node may report the cost of a transaction before or after L1 shows what the transaction did. */
  #fillGas(height: HeightSummary): void {
    const hashes = this.#hashes.get(height) ?? {};
    for (const step of ["commit", "submitProof", "finalize"] as const) {
      height.gas[step] ??= this.transactions.find(({ hash }) => hash === hashes[step])?.gas;
    }
  }
}

/** Places of a block's data (0x…) that are not no-ops; a no-op is all zeros. */
function transactionsIn(data: string): number {
  const digits = 2 * TRANSACTION_BYTES;
  const noop = "0".repeat(digits);
  let count = 0;
  for (let i = 2; i < data.length; i += digits) if (data.slice(i, i + digits) !== noop) count++;
  return count;
}
