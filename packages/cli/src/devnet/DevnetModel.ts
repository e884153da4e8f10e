import type { L1View } from "@trellis/l1";
import type { NodeEvent } from "@trellis/node";
import { nodeKey, roundPhase, score, type TreeNode } from "@trellis/protocol";

/** A node of the shown proof tree. */
export interface TreeCell {
  readonly state: "waiting" | "proving" | "proved";
  readonly seat: number | undefined;
  readonly rescue: boolean;
  /** While proving: performance.now() at its start; when proved: seconds it took. */
  readonly time: number;
}

/** One proposal of the shown height. */
export interface ShownProposal {
  readonly id: string;
  readonly by: string;
  readonly height: number;
  readonly round: number;
  readonly depth: number;
  readonly transactions: number;
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  votes: number;
  readonly voters: Set<number>;
  provers: number;
  score: bigint;
  state: "proposed" | "committed" | "revealed" | "proven" | "won" | "lost";
  readonly tree: Map<string, TreeCell>;
  named: ReadonlyMap<string, number>;
  /** performance.now() at each step. */
  readonly at: Partial<
    Record<"proposed" | "transcript" | "committed" | "revealed" | "blockProof" | "submitted", number>
  >;
}

/** An L1 transaction shown. */
export interface ShownTransaction {
  readonly by: string;
  readonly action: string;
  readonly hash: string;
  readonly gas: bigint;
  readonly proposalId: string | undefined;
}

/** A reward paid to a seat. */
export interface Payment {
  readonly seat: number;
  readonly amount: bigint;
}

/** What a final block of the run came to. */
export interface HeightSummary {
  readonly height: number;
  readonly winner: { readonly proposalId: string; readonly proposer: string; readonly by: string };
  readonly provers: number;
  readonly transactions: number;
  readonly burn: bigint;
  readonly score: bigint;
  readonly fees: bigint;
  readonly proposerReward: bigint;
  readonly proverReward: bigint;
  readonly gas: {
    readonly commit: bigint | undefined;
    readonly submitProof: bigint | undefined;
    finalize: bigint | undefined;
  };
  /** Seconds spent in each phase of the proposal's lifecycle. */
  readonly seconds: Readonly<
    Record<"propose" | "vote" | "commit" | "prove" | "submit" | "finalise" | "total", number>
  >;
  readonly payments: Payment[];
}

const MAX_SHOWN_TRANSACTIONS = 200;

/** Folds L1 views and the nodes' events into what the devnet shows and sums up. */
export class DevnetModel {
  readonly proposals = new Map<string, ShownProposal>();
  readonly transactions: ShownTransaction[] = [];
  readonly heights: HeightSummary[] = [];
  readonly problems: { readonly by: string; readonly code: string; readonly message: string }[] = [];
  view: L1View | undefined;
  /** performance.now() when the view came. */
  viewAt = 0;
  #heightStartedAt = performance.now();
  #finalizeGas: bigint | undefined;

  /** Seconds of L1 time now. */
  get l1Now(): bigint {
    if (this.view === undefined) return 0n;
    return this.view.block.timestamp + BigInt(Math.floor((performance.now() - this.viewAt) / 1_000));
  }

  /** Phase of the running round and the seconds left in it. */
  get phase(): { readonly name: ReturnType<typeof roundPhase>; readonly secondsLeft: number } {
    const status = this.view?.status;
    if (status === undefined || !status.windowOpen) return { name: "waiting", secondsLeft: 0 };
    const windows = { start: status.windowStart, commitEnd: status.commitEnd, proofEnd: status.proofEnd };
    const name = roundPhase(windows, this.l1Now);
    const end = name === "proposal" ? windows.commitEnd : windows.proofEnd;
    return { name, secondsLeft: Math.max(0, Number(end - this.l1Now)) };
  }

  /** Proposals of the height being built, best score first. */
  current(): ShownProposal[] {
    const height = Number(this.view?.status.height ?? 1n);
    return [...this.proposals.values()]
      .filter((proposal) => proposal.height === height)
      .sort((a, b) => (a.score === b.score ? 0 : a.score > b.score ? -1 : 1));
  }

  /** Takes the next view of L1; returns the heights that became final with it. */
  onView(view: L1View): HeightSummary[] {
    this.view = view;
    this.viewAt = performance.now();
    const finals: HeightSummary[] = [];
    for (const event of view.events) {
      switch (event.eventName) {
        case "Committed": {
          const proposal = this.proposals.get(event.args.proposalId);
          if (proposal === undefined) break;
          proposal.state = "committed";
          proposal.provers = Number(event.args.provers);
          proposal.score = event.args.score;
          proposal.at.committed = performance.now();
          break;
        }
        case "BlockProven": {
          const proposal = this.proposals.get(event.args.proposalId);
          if (proposal === undefined) break;
          proposal.state = "proven";
          proposal.score = event.args.score;
          proposal.provers =
            view.ranking.find((row) => row.proposalId === event.args.proposalId)?.provenProvers ??
            proposal.provers;
          proposal.at.submitted = performance.now();
          break;
        }
        case "Finalized": {
          const final = this.#finalise(event.args);
          if (final !== undefined) finals.push(final);
          break;
        }
        case "RewardClaimed": {
          const { proposalId, seat, amount } = event.args;
          this.heights
            .find((height) => height.winner.proposalId === proposalId)
            ?.payments.push({ seat, amount });
          break;
        }
      }
    }
    return finals;
  }

  /** Takes an event of a node. */
  onEvent(by: string, event: NodeEvent): void {
    if (event.event === "proposed") {
      this.proposals.set(event.proposalId, {
        id: event.proposalId,
        by,
        height: Number(event.height),
        round: event.round,
        depth: event.depth,
        transactions: event.transactions,
        burnBid: BigInt(event.burnBid),
        proverShareBps: event.proverShareBps,
        votes: 0,
        voters: new Set(),
        provers: 0,
        score: 0n,
        state: "proposed",
        tree: new Map(),
        named: new Map(),
        at: { proposed: performance.now() },
      });
      this.#forgetOld();
      return;
    }
    if (event.event === "l1_transaction") {
      this.transactions.push({
        by,
        action: event.action,
        hash: event.hash,
        gas: BigInt(event.gas),
        proposalId: event.proposalId,
      });
      if (this.transactions.length > MAX_SHOWN_TRANSACTIONS) this.transactions.shift();
      if (event.action === "finalize") this.#noteFinalizeGas(BigInt(event.gas));
      return;
    }
    if (event.event === "problem") {
      this.problems.push({ by, code: event.code, message: event.message });
      if (this.problems.length > MAX_SHOWN_TRANSACTIONS) this.problems.shift();
      return;
    }
    if (!("proposalId" in event)) return;
    const proposal = this.proposals.get(event.proposalId ?? "");
    if (proposal === undefined) return;
    switch (event.event) {
      case "voted":
        proposal.votes += event.votes;
        proposal.voters.add(event.seat);
        proposal.provers = Math.max(proposal.provers, proposal.voters.size);
        break;
      case "transcript":
        proposal.named = new Map(event.entries.map((entry) => [nodeKey(entry), entry.seat]));
        proposal.provers = event.provers;
        proposal.score = score(event.provers, proposal.burnBid, this.view?.status.alpha);
        proposal.at.transcript = performance.now();
        break;
      case "revealed":
        proposal.state = proposal.state === "committed" ? "revealed" : proposal.state;
        proposal.at.revealed = performance.now();
        break;
      case "proving":
        if (this.#cell(proposal, event)?.state !== "proved") {
          proposal.tree.set(nodeKey(event), {
            state: "proving",
            seat: event.seat,
            rescue: event.rescue,
            time: performance.now(),
          });
        }
        break;
      case "proved":
        proposal.tree.set(nodeKey(event), {
          state: "proved",
          seat: event.seat,
          rescue: this.#cell(proposal, event)?.rescue ?? false,
          time: event.seconds,
        });
        if (event.kind === "root") proposal.at.blockProof ??= performance.now();
        break;
      case "proving_stopped":
        if (this.#cell(proposal, event)?.seat === event.seat) proposal.tree.delete(nodeKey(event));
        break;
    }
  }

  #cell(proposal: ShownProposal, node: TreeNode): TreeCell | undefined {
    return proposal.tree.get(nodeKey(node));
  }

  #finalise(args: {
    height: bigint;
    proposalId: string;
    proposer: string;
    burned: bigint;
    proverReward: bigint;
    proposerReward: bigint;
    fees: bigint;
  }): HeightSummary | undefined {
    const now = performance.now();
    const proposal = this.proposals.get(args.proposalId);
    if (proposal === undefined) return undefined;
    for (const other of this.proposals.values()) {
      if (other.height === Number(args.height)) other.state = other === proposal ? "won" : "lost";
    }
    const gasOf = (action: string): bigint | undefined =>
      this.transactions.find((tx) => tx.action === action && tx.proposalId === proposal.id)?.gas;
    const { proposed, transcript, committed, revealed, blockProof, submitted } = proposal.at;
    const between = (from: number | undefined, to: number | undefined): number =>
      from === undefined || to === undefined ? 0 : Math.max(0, Math.round((to - from) / 100) / 10);
    const summary: HeightSummary = {
      height: Number(args.height),
      winner: { proposalId: proposal.id, proposer: args.proposer, by: proposal.by },
      provers: proposal.provers,
      transactions: proposal.transactions,
      burn: args.burned,
      score: proposal.score,
      fees: args.fees,
      proposerReward: args.proposerReward,
      proverReward: args.proverReward,
      gas: { commit: gasOf("commit"), submitProof: gasOf("submitProof"), finalize: this.#finalizeGas },
      seconds: {
        propose: between(this.#heightStartedAt, proposed),
        vote: between(proposed, transcript),
        commit: between(transcript, committed),
        prove: between(revealed, blockProof),
        submit: between(blockProof, submitted),
        finalise: between(submitted, now),
        total: between(this.#heightStartedAt, now),
      },
      payments: [],
    };
    this.#finalizeGas = undefined;
    this.#heightStartedAt = now;
    this.heights.push(summary);
    return summary;
  }

  /** The node that finalised may tell of it before or after L1 does. */
  #noteFinalizeGas(gas: bigint): void {
    const last = this.heights.at(-1);
    if (last !== undefined && last.gas.finalize === undefined) last.gas.finalize = gas;
    else this.#finalizeGas = gas;
  }

  #forgetOld(): void {
    const height = Number(this.view?.status.height ?? 1n);
    for (const proposal of this.proposals.values()) {
      if (proposal.height < height - 1) this.proposals.delete(proposal.id);
    }
  }
}
