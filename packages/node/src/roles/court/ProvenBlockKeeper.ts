import { BoundedMap } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Hex } from "viem";
import { DUTY_HEIGHTS, isOfDuty } from "../../chain/dutyHeights.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import type { ProvenBlockStore } from "../../disk/ProvenBlockStore.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { Role } from "../Role.ts";

const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** Most blocks remembered as saved. Saving one again only costs a write. */
const MAX_SAVED = 1_024;

/** The parts of the node that a keeper uses. */
interface KeeperView extends ProposalsView {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Saves the parts of accepted blocks that own seats need for pay and contests, and loads them after a restart. Loaded messages are
 * judged again, like those from gossip.
 */
export class ProvenBlockKeeper implements Role {
  readonly #view: KeeperView;
  readonly #book: ProofBook;
  readonly #provenBlocks: ProvenBlockStore;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  /** Contributions hash of each saved block. */
  readonly #saved = new BoundedMap<Hex, Hex>(MAX_SAVED);
  #isRestored = false;
  #reading = 0;
  #stopped = false;

  constructor(
    view: KeeperView,
    book: ProofBook,
    provenBlocks: ProvenBlockStore,
    seatSecretKeys: readonly Uint8Array[],
  ) {
    this.#view = view;
    this.#book = book;
    this.#provenBlocks = provenBlocks;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      view.log.warn({ error, task: key }, "provenBlocks is neither kept nor found now");
    });
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    if (chain.readings !== this.#reading) {
      // L1 has reorganised: blocks that were dropped may be accepted again.
      this.#reading = chain.readings;
      this.#isRestored = false;
    }
    if (!this.#isRestored) {
      if (this.#backoff.isDue("restore")) this.#tasks.run("restore", () => this.#restore());
      return;
    }
    const { height: last } = chain.head;
    for (let height = last + 1n; height > 0n && height > last - BigInt(DUTY_HEIGHTS); height--) {
      for (const { proposalId, contributionsHash } of chain.provenAt(height)) {
        if (this.#saved.get(proposalId) === contributionsHash) continue;
        const known = proposals.get(proposalId);
        if (known !== undefined && this.#backoff.isDue(proposalId)) this.#keep(known, contributionsHash);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  #keep(known: KnownProposal, contributionsHash: Hex): void {
    const proof = acceptedProof(this.#view.chain, known)?.message;
    const { transcript } = known;
    if (proof === undefined || transcript === undefined) return;
    const concerned = [...transcript.entries, ...proof.contributions];
    const isOurs = concerned.some(({ seat }) => seat !== null && this.#isOwnSeat(seat));
    this.#tasks.run(known.id, async () => {
      if (isOurs) await this.#provenBlocks.save({ transcript, proof });
      this.#saved.set(known.id, contributionsHash);
    });
  }

  async #restore(): Promise<void> {
    const { chain, proposals } = this.#view;
    for (const id of await this.#provenBlocks.blocks()) {
      const committed = chain.isReady ? chain.commitment(id) : undefined;
      if (committed === undefined || !isOfDuty(chain, id, committed.proposal.height)) continue;
      const found = await this.#provenBlocks.read(committed);
      // Meanwhile L1 may have reorganised, or the round may have moved on.
      if (found === undefined || !chain.isReady || chain.proven(id) === undefined) continue;
      const known = proposals.addCommitted(committed);
      known.addTranscript(found.transcript);
      await this.#book.take(found.proof);
      if (acceptedProof(chain, known) !== undefined) this.#saved.set(id, chain.proven(id)!.contributionsHash);
    }
    this.#isRestored = true;
  }
}
