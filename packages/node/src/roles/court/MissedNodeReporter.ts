import { type BlockRecord, slashingCalls } from "@trellis/l1";
import { BoundedMap, nodeKind, nodeNumber } from "@trellis/protocol";
import {
  DUTY_GAS,
  nodeOccasion,
  type Prices,
  type ReportableNode,
  reportsToMake,
  type SeatReport,
  weightsOf,
} from "@trellis/strategy";
import type { Hex } from "viem";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { ClaimedNode, ClaimStore } from "../../disk/ClaimStore.ts";
import type { ProofWants } from "../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { KnownProposals } from "../../proposals/KnownProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { reportFailure } from "../../telemetry/reportFailure.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { paysOf } from "./paysOf.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };
/** Most blocks watched until their proof windows are over, and remembered as looked at. */
const MAX_WATCHED = 256;

/** A block that is final, or leads on L1, until its proof window is over. */
interface Watched {
  readonly known: KnownProposal;
  /** Nodes, by number, of which a proof by the seat that claimed them was seen. */
  readonly answerable: Set<number>;
}

/** The parts of the node that a reporter uses. */
export interface ReporterView extends DutyView {
  readonly proposals: KnownProposals;
  readonly fetcher: ProofWants;
}

/**
 * R8: reports seats that claimed nodes of a final block and are in no kept proof with them. The claims are kept on disk until the report
 * window ends. A seat whose proof of the node came here is not reported: it can answer, and nobody gains. So the proofs that peers tell of
 * are fetched. No report costs more than the bounty.
 */
export class MissedNodeReporter implements Role {
  readonly #view: ReporterView;
  readonly #claims: ClaimStore;
  readonly #settings: DutySettings;
  readonly #isOwnSeat: (seat: number, root?: bigint) => boolean;
  readonly #duties: L1Duties;
  readonly #tasks: BackgroundTasks;
  readonly #watched = new BoundedMap<Hex, Watched>(MAX_WATCHED);
  readonly #looked = new BoundedMap<Hex, true>(MAX_WATCHED);
  #reading = 0;

  /** @param settings - own seats are not reported. */
  constructor(view: ReporterView, claims: ClaimStore, settings: DutySettings) {
    this.#view = view;
    this.#claims = claims;
    this.#settings = settings;
    this.#isOwnSeat = ownSeats(view.chain, settings.seatSecretKeys);
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: (error) => error === "NotSettled" });
    this.#tasks = new BackgroundTasks((error, task) =>
      reportFailure(view, error, `claims are not on disk: ${task}`),
    );
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (!chain.isReady) return;
    if (chain.readings !== this.#reading) {
      this.#reading = chain.readings;
      this.#watched.clear();
      this.#looked.clear();
    }
    // The block that leads may be final when peers can be asked for its proofs no more.
    for (const proposalId of [...chain.finals.map((block) => block.proposalId), chain.view.status.best]) {
      const known = proposals.get(proposalId);
      if (known === undefined || this.#looked.has(proposalId)) continue;
      this.#watched.getOrMake(proposalId, () => ({ known, answerable: new Set() }));
    }
    for (const watched of this.#watched.values()) this.#watch(watched);
    const prices = this.#settings.prices();
    for (const id of this.#claims.blocks()) {
      const block = chain.proven(id);
      if (block?.isFinal) this.#report(block, this.#claims.of(id)!, prices);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#duties.stop(), this.#tasks.settled()]);
  }

  /** Notes the proofs that were seen: the node drops them when L1 takes no more. Then keeps the claims that no kept proof shows. */
  #watch({ known, answerable }: Watched): void {
    const { chain, fetcher } = this.#view;
    const claims = known.claims();
    const shown = chain.commitment(known.id)?.committedNodes;
    for (const { node, seat } of claims) {
      const number = nodeNumber(node);
      if (answerable.has(number) || shown?.has(number)) continue;
      const isSeen = known.proofsOf(node).some(({ message }) => message.seat === seat);
      if (isSeen) answerable.add(number);
      // What a seat only says of itself does not count.
      else fetcher.want(known, node);
    }
    const block = chain.proven(known.id);
    if (block === undefined || !chain.isProofWindowOver(known.proposal)) return;
    if (!block.isFinal && chain.view.status.best === known.id) return;
    this.#watched.delete(known.id);
    if (!block.isFinal) return;
    this.#looked.set(known.id, true);
    const weights = weightsOf(chain.settings);
    const weightOf = ({ node }: ClaimedNode): bigint => weights[nodeKind(node, known.proposal.depth)];
    const missed = claims.flatMap(({ node, seat, signature }): ClaimedNode[] => {
      const number = nodeNumber(node);
      const entry = known.bound(node);
      if (entry === undefined || block.committedNodes.has(number) || answerable.has(number)) return [];
      const siblings = known.transcript!.path(node);
      return [{ node, seat, vote: { ...entry.vote }, siblings, signature }];
    });
    if (missed.length === 0) return;
    missed.sort((a, b) => Number(weightOf(b) - weightOf(a)));
    this.#tasks.run(known.id, () => this.#claims.save(known.id, missed));
  }

  #report(block: BlockRecord, claimed: readonly ClaimedNode[], prices: Prices | undefined): void {
    const { chain } = this.#view;
    const { proposalId } = block;
    const reward = chain.rewards.settled(proposalId);
    const payOf = paysOf(chain, proposalId);
    if (reward === undefined || payOf === undefined) return;
    const from = reward.claimsFrom - BigInt(chain.settings.uncleWindow);
    const { reportWindow, reportBounty } = chain.court;
    if (chain.now >= from + BigInt(reportWindow)) {
      this.#tasks.run(proposalId, () => this.#claims.remove(proposalId));
      return;
    }
    if (prices === undefined) return;
    const nodes = claimed.map(({ node, seat }): ReportableNode => {
      const number = nodeNumber(node);
      const reports = chain.cases.get(proposalId, seat)?.reports ?? [];
      return {
        nodeNumber: number,
        seat,
        pay: payOf(number),
        isClaimed: true,
        isKept: block.committedNodes.has(number),
        isReported: reports.some(({ nodes }) => nodes.includes(number)),
        isAnswerable: false,
      };
    });
    const seats = new Set(claimed.map(({ seat }) => seat));
    const own = new Set([...seats].filter((seat) => this.#isOwnSeat(seat, block.facts?.proverSetRoot)));
    const largest = new Map([...seats].map((seat) => [seat, this.#largest(proposalId, seat, payOf)]));
    const rule = {
      ...prices,
      from,
      reportWindow,
      isSettled: true,
      reportBounty,
      // Whoever gets the bounty has to settle the case, too.
      firstGas: DUTY_GAS.report + DUTY_GAS.settleCase,
      furtherGas: DUTY_GAS.furtherReport,
    };
    for (const report of reportsToMake(nodes, own, largest, chain.now, rule)) {
      this.#send(block, report, claimed);
    }
  }

  /** Pay of the nodes of the largest report so far. */
  #largest(proposalId: Hex, seat: number, payOf: (nodeNumber: number) => bigint): bigint {
    const reports = this.#view.chain.cases.get(proposalId, seat)?.reports ?? [];
    const pays = reports.map(({ nodes }) => nodes.reduce((sum, number) => sum + payOf(number), 0n));
    return pays.sort((a, b) => Number(b - a))[0] ?? 0n;
  }

  #send(block: BlockRecord, { seat, nodeNumbers }: SeatReport, claimed: readonly ClaimedNode[]): void {
    const { sender, l1 } = this.#view;
    const { proposalId } = block;
    const key = `report ${proposalId} ${seat} ${nodeNumbers}`;
    if (!this.#duties.isMyTurn(key, nodeOccasion(proposalId, nodeNumbers[0]!), false)) return;
    const missed = claimed
      .filter((it) => it.seat === seat && nodeNumbers.includes(nodeNumber(it.node)))
      .map(({ node, vote, siblings, signature }) => ({
        entry: { node, seat, vote },
        siblings,
        signature,
      }));
    const run = () => sender.send(slashingCalls.report(l1.addresses, block, seat, missed));
    this.#duties.act(key, { action: "report", proposalId, run });
  }
}
