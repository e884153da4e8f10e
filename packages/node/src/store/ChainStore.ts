import { setImmediate as nextTurn } from "node:timers/promises";
import { type RollupDomain, TrellisError } from "@trellis/protocol";
import type { Chain, ChainCounts } from "../chain/Chain.ts";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import { type OwnStanding, OwnSums } from "../chain/OwnStanding.ts";
import { Backoff } from "../tasks/Backoff.ts";
import { type Clock, systemClock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import { chainSections } from "./chainSections.ts";
import { lastHeld } from "./lastHeld.ts";
import { COUNTS, chainCounts } from "./loadChain.ts";
import {
  diskFault,
  isOfDisk,
  type OnStoreProblem,
  openStoreFile,
  removeStoreFile,
  setAside,
} from "./openStoreFile.ts";
import { type Section, valueSection } from "./Section.ts";
import { PAGES, STATES, StatePages } from "./StatePages.ts";
import type { EntryChange, StoredBlock, StoreFile } from "./StoreFile.ts";
import { standingSection } from "./standingSection.ts";
import { storeIdentity } from "./storeIdentity.ts";

/** The parts that are stored and loaded. */
export interface StoredParts {
  readonly chain: Chain;
  readonly standing: OwnStanding;
}

export interface ChainStoreInit {
  /** The store's file. */
  readonly path: string;
  readonly domain: RollupDomain;
  /** L1 block of the deployment. */
  readonly deployedAt: bigint;
  /** Told of a file that was set aside (TRL-NOD-050), and of a disk that cannot be used (TRL-NOD-009). The node goes on. */
  readonly onProblem: OnStoreProblem;
  /**
   * Told once if something that was left on disk cannot be read when it is needed (TRL-NOD-055): the parts are of no use without it, so the
   * node must end. A torn file has been set aside, and the next start reads L1 from the deployment.
   */
  readonly onLost?: (error: TrellisError) => void;
  /** Milliseconds; the system's by default. */
  readonly clock?: Clock;
  /** Opens the file. Tests let a disk fail. */
  readonly open?: typeof openStoreFile;
}

/** What a view of L1 changed, ready to be written. */
interface Job {
  readonly block: StoredBlock;
  /** Whether it replaces everything that is stored. */
  readonly isWhole: boolean;
  /** What is stored beside it and stays. */
  readonly kept: readonly string[];
  readonly changes: readonly EntryChange[];
  readonly states: Chain["states"];
}

/** The store's file in a node's folder. */
export const CHAIN_STORE = "chain.sqlite";
/** How long writing holds the event loop at a time. Milliseconds. */
const SLICE_MS = 10;
/** Views that may wait. A disk that falls further behind L1 is of no use. */
const MAX_WAITING = 64;
/** Pauses after failures of the disk: the first, which doubles, and the longest. Milliseconds. */
const RETRY = { firstMs: 10_000, maxMs: 600_000 };
const WRITING = "writing";

/**
 * What L1's events led to, on disk, so that a restart reads only what is new. It is never more than a shortcut: a file that is torn, of
 * another deployment or of another version is set aside, and L1 is read from the deployment. Pages of the state, messages and accounts stay
 * on disk until they are asked for, and are checked then.
 */
export class ChainStore implements ChainListener, Part {
  readonly #parts: StoredParts;
  readonly #init: ChainStoreInit;
  readonly #identity: string;
  #file: StoreFile | undefined;
  /** The file from which something could not be read. Other parts of it may still be asked for. */
  #lost: StoreFile | undefined;
  #pages = new StatePages();
  /** Sections of single values, which know what they wrote last. */
  #values: readonly Section[] = [];
  #counts: ChainCounts | undefined;
  #waiting: Job[] = [];
  #work: Promise<void> | undefined;
  readonly #retries: Backoff;
  /** Whether it has been loaded, and not stopped. */
  #isRunning = false;

  constructor(parts: StoredParts, init: ChainStoreInit) {
    this.#parts = parts;
    this.#init = init;
    const { domain, deployedAt } = init;
    this.#retries = new Backoff(init.clock ?? systemClock, RETRY);
    this.#identity = storeIdentity(domain, deployedAt, parts.standing.owner);
  }

  /** Size of the file, bytes; 0 if the node goes on without. */
  get bytes(): number {
    return this.#file?.bytes ?? 0;
  }

  /**
   * Opens the file and loads it into the parts, which must be new.
   * @param isHeld - whether a block is still on L1.
   * @param isFresh - whether to begin with an empty file.
   * @returns the block as of which the parts are now; undefined if nothing could be loaded: they are as new.
   * @throws as `isHeld` does.
   */
  async load(
    isHeld: (block: StoredBlock) => Promise<boolean>,
    isFresh = false,
  ): Promise<StoredBlock | undefined> {
    const { path } = this.#init;
    this.#isRunning = true;
    this.#renew(() => isFresh && removeStoreFile(path));
    const stored = this.#file?.blocks ?? [];
    const block = await lastHeld(stored, isHeld);
    const isLoaded = block !== undefined && this.#loadAsOf(block);
    // L1 has left all that is known of it.
    if (block === undefined && stored.length > 0) this.#renew(() => removeStoreFile(path));
    if (this.#file !== undefined) this.#parts.chain.track(isLoaded);
    else if (this.#retries.isDue(WRITING)) this.#retries.failed(WRITING);
    return isLoaded ? block : undefined;
  }

  /**
   * The last block to which {@link goBack} can go and which L1 still has. No view may be taken until then.
   * @throws as `isHeld` does.
   */
  async heldBlock(isHeld: (block: StoredBlock) => Promise<boolean>): Promise<StoredBlock | undefined> {
    await this.settled();
    return lastHeld(this.#file?.blocks ?? [], isHeld);
  }

  /**
   * Lets the parts be as they were after the view of a block that {@link heldBlock} told.
   * @returns whether they are. Otherwise they are as new.
   */
  goBack({ number, hash }: StoredBlock): boolean {
    const { chain, standing } = this.#parts;
    chain.clear();
    standing.resume(new OwnSums());
    const block = this.#file?.blocks.find((block) => block.number === number && block.hash === hash);
    if (block === undefined || this.#work !== undefined) return false;
    this.#begin();
    const isBack = this.#loadAsOf(block);
    if (this.#file !== undefined) chain.track(isBack);
    return isBack;
  }

  /**
   * Takes what a view changed. It is written soon after. If the disk has failed, it is tried again after a pause: then everything is
   * written.
   */
  onChainChange({ view }: Pick<ChainChange, "view">): void {
    const isAgain = this.#file === undefined && this.#openAgain();
    if (this.#file === undefined) return;
    const { number, hash } = view.block;
    // The first view of a start may be of the block that is stored.
    const isKnown = this.#waiting.length === 0 && this.#file.blocks.at(-1)?.hash === hash;
    const isWhole = view.reset || isAgain;
    if (isKnown && !isWhole) return;
    const changes = this.#sections().flatMap((section) => section.takeChanges(isWhole));
    const { states } = this.#parts.chain;
    const kept = isAgain ? [] : [PAGES, STATES];
    this.#waiting.push({ block: { number, hash }, isWhole, kept, changes, states });
    if (this.#waiting.length > MAX_WAITING) this.#giveUp(new Error("it is slower than L1"));
    else this.#work ??= this.#run();
  }

  /** Resolves when what was taken so far is written. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Writes what was taken, and closes the file. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.settled();
    this.#file?.close();
    this.#file = undefined;
    this.#lost?.close();
    this.#lost = undefined;
  }

  #sections(): Section[] {
    return [...chainSections(this.#parts.chain.tables), ...this.#values];
  }

  /** Nothing is loaded or written yet. */
  #begin(): void {
    const { chain, standing } = this.#parts;
    this.#pages = new StatePages();
    const counts = {
      get: () => chain.counts,
      set: (loaded: ChainCounts) => {
        this.#counts = loaded;
      },
    };
    this.#values = [valueSection(COUNTS, counts, chainCounts), standingSection(standing)];
  }

  /** @returns whether the parts are as of the block now. Otherwise they are new, and the file is. */
  #loadAsOf(block: StoredBlock): boolean {
    const file = this.#file!;
    const { chain, standing } = this.#parts;
    const { path, onProblem } = this.#init;
    try {
      file.rollBackTo(block.number);
      const entries = file.read();
      const entriesOf = (name: string) => entries.get(name) ?? [];
      for (const section of this.#sections()) section.load(entriesOf(section.name));
      chain.resume(this.#counts!, this.#pages.load(entriesOf(PAGES), entriesOf(STATES)));
      return true;
    } catch (error) {
      chain.clear();
      standing.resume(new OwnSums());
      if (isOfDisk(error)) this.#giveUp(error);
      else this.#renew(() => setAside(path, error, onProblem));
      return false;
    }
  }

  /** Opens the file, with nothing loaded or written yet. @param clear - what is done before. */
  #renew(clear: () => void): void {
    const { path, onProblem } = this.#init;
    this.#file?.close();
    this.#file = undefined;
    this.#begin();
    try {
      clear();
      const file = (this.#init.open ?? openStoreFile)(path, this.#identity, onProblem);
      if (file !== undefined) file.onRefused = (cause) => this.#lose(file, cause);
      this.#file = file;
    } catch (error) {
      onProblem(diskFault(path, error));
    }
  }

  /** @returns whether the file is open again after a failure. What was not written meanwhile is not known, so all of it must be. */
  #openAgain(): boolean {
    if (!this.#isRunning || this.#lost !== undefined || !this.#retries.isDue(WRITING)) return false;
    this.#renew(() => {});
    if (this.#file === undefined) {
      this.#retries.failed(WRITING);
      return false;
    }
    this.#parts.chain.track(false);
    return true;
  }

  /** Goes on without the file for a while. It stays as it was after the last view that was written. What is only there is read now. */
  #giveUp(error: unknown): void {
    const { path, onProblem } = this.#init;
    const file = this.#file;
    this.#retries.failed(WRITING);
    this.#leave();
    onProblem(diskFault(path, error));
    try {
      file?.pinBulks();
      file?.close();
    } catch {
      // It is reported already: as this failure, or as a lost file.
    }
  }

  /** Ends the use of a file of which a part is torn, or cannot be read. */
  #lose(file: StoreFile, cause: unknown): void {
    const { path, onProblem, onLost } = this.#init;
    this.#lost = file;
    this.#leave();
    if (isOfDisk(cause)) onProblem(diskFault(path, cause));
    else setAside(path, cause, onProblem);
    const message = "a part of the chain store cannot be read any more, so the node ends; start it again";
    onLost?.(new TrellisError("TRL-NOD-055", message, { path }, cause));
  }

  /** Writes nothing more for now. */
  #leave(): void {
    this.#waiting = [];
    this.#parts.chain.untrack();
    this.#file = undefined;
  }

  async #run(): Promise<void> {
    // The listeners after this one have their turn first.
    await nextTurn();
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      const file = this.#file;
      if (file === undefined) break;
      try {
        await this.#write(job, file);
        this.#retries.succeeded(WRITING);
      } catch (error) {
        if (this.#file !== undefined) this.#giveUp(error);
        break;
      }
    }
    this.#work = undefined;
  }

  async #write({ block, isWhole, kept, changes, states }: Job, file: StoreFile): Promise<void> {
    const writing = file.begin(block);
    let since = performance.now();
    try {
      if (isWhole) writing.clear(kept);
      for (const change of concat(changes, this.#pages.changes(states))) {
        writing.put(change);
        if (performance.now() - since < SLICE_MS) continue;
        await nextTurn();
        since = performance.now();
      }
      writing.commit();
    } catch (error) {
      writing.abort();
      throw error;
    }
  }
}

function* concat<Item>(first: Iterable<Item>, second: Iterable<Item>): Generator<Item> {
  yield* first;
  yield* second;
}
