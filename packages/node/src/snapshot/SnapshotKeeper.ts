import type { ServedSnapshot } from "@trellis/gossip";
import { type RollupDomain, toHex } from "@trellis/protocol";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import { makeSnapshot, type SnapshotSubject } from "./makeSnapshot.ts";
import { SnapshotFile } from "./SnapshotFile.ts";
import { type SnapshotManifest, writeManifest } from "./SnapshotManifest.ts";

export interface SnapshotKeeperInit {
  readonly domain: RollupDomain;
  /** The file of the present snapshot. */
  readonly path: string;
  /** One is made at each height that is a multiple of it: nodes with the same number have the same snapshots. */
  readonly every: number;
  readonly onMade: (manifest: SnapshotManifest) => void;
  /** Called when none can be made. The node goes on. */
  readonly onProblem: (error: unknown) => void;
}

/** Makes a snapshot every so many heights, for peers. The event loop has its turn meanwhile. */
export class SnapshotKeeper implements ChainListener, Part {
  readonly #init: SnapshotKeeperInit;
  #served: { readonly file: SnapshotFile; readonly snapshot: ServedSnapshot } | undefined;
  #work: Promise<void> | undefined;
  #isStopped = false;

  constructor(init: SnapshotKeeperInit) {
    this.#init = init;
  }

  /** What peers may have; undefined while there is none. */
  get served(): ServedSnapshot | undefined {
    return this.#served?.snapshot;
  }

  /** Goes on with the snapshot that an earlier process made. One that is torn or of another rollup is made anew when it is due. */
  async start(): Promise<void> {
    const { path, domain } = this.#init;
    const file = await SnapshotFile.open(path).catch(() => undefined);
    if (file === undefined) return;
    if (isOf(file.manifest, domain)) await this.#serve(file);
    else await file.close();
  }

  onChainChange({ chain, view, finals }: Pick<ChainChange, "chain" | "view" | "finals">): void {
    const { head } = chain;
    const isDue = finals.length > 0 && head.height % BigInt(this.#init.every) === 0n;
    if (!isDue || this.#isStopped || this.#work !== undefined) return;
    // What the block left in the queue comes from L1, so that all nodes have the same snapshot.
    const length = Number(view.status.messagesConsumed);
    const messages = { length, slice: (from: number, to?: number) => chain.messages.slice(from, to) };
    const subject = {
      domain: this.#init.domain,
      head,
      messages,
      queueHash: (count: bigint) => chain.queueHash(count),
    };
    this.#work = this.#make(subject).finally(() => {
      this.#work = undefined;
    });
  }

  /** Resolves when no snapshot is being made. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
    await this.#served?.file.close();
    this.#served = undefined;
  }

  async #make(subject: SnapshotSubject): Promise<void> {
    const { path, onMade, onProblem } = this.#init;
    try {
      const manifest = await makeSnapshot(path, subject, { replace: true, isWanted: () => !this.#isStopped });
      await this.#serve(await SnapshotFile.open(path));
      onMade(manifest);
    } catch (error) {
      if (!this.#isStopped) onProblem(error);
    }
  }

  /** The file of the one before is closed; whoever reads it is cut off, and asks for the new one. */
  async #serve(file: SnapshotFile): Promise<void> {
    const numbers = new Map<string, number>(file.manifest.chunks.map(({ hash }, number) => [hash, number]));
    const before = this.#served;
    this.#served = {
      file,
      snapshot: {
        manifest: writeManifest(file.manifest),
        chunk: async (hash) => {
          const number = numbers.get(hash);
          return number === undefined ? undefined : file.chunk(number);
        },
      },
    };
    await before?.file.close();
  }
}

function isOf({ chainId, rollup }: SnapshotManifest, domain: RollupDomain): boolean {
  return chainId === domain.chainId && rollup === toHex(domain.rollup);
}
