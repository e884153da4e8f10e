import { renameSync } from "node:fs";
import type { Hex } from "viem";
import { Chain } from "../chain/Chain.ts";
import type { OwnStanding } from "../chain/OwnStanding.ts";
import { ChainStore } from "../store/ChainStore.ts";
import { removeStoreFile } from "../store/openStoreFile.ts";
import { beginChain } from "./beginChain.ts";
import type { Snapshot } from "./readSnapshot.ts";
import type { SnapshotL1 } from "./SnapshotL1.ts";

/** Where a store is made, and whose it is. */
export interface NewStore {
  /** The store's file. What is there is replaced when the new one is whole. */
  readonly path: string;
  /** Whose seats and account are summed up. They are counted from the first height that is read. */
  readonly standing: OwnStanding;
}

/** What a store was made of. */
export interface Restored {
  /** The head, and L1's block, as of which the store is. */
  readonly height: bigint;
  readonly l1Block: { readonly number: bigint; readonly hash: Hex };
  readonly accounts: number;
  readonly messages: number;
}

/**
 * Makes a chain store from a snapshot that was held against L1, and from L1. The file appears as a whole, or not at all.
 * @throws as {@link beginChain}; TRL-NOD-009 if the disk cannot be written.
 */
export async function writeStore(
  snapshot: Snapshot,
  l1: SnapshotL1,
  { path, standing }: NewStore,
): Promise<Restored> {
  const unfinished = `${path}.unfinished`;
  const chain = new Chain();
  let problem: Error | undefined;
  const store = new ChainStore(
    { chain, standing },
    {
      path: unfinished,
      domain: l1.domain,
      deployedAt: l1.deployedAt,
      onProblem: (error) => {
        problem ??= error;
      },
    },
  );
  const requireDisk = (): void => {
    if (problem !== undefined) throw problem;
  };
  try {
    await store.load(async () => true, true);
    requireDisk();
    const { view, events } = await beginChain(chain, snapshot, l1);
    const whole = { ...view, events, reset: true };
    standing.onChainChange({ view: whole, chain, undone: [], finals: [] });
    store.onChainChange({ view: whole });
    await store.stop();
    requireDisk();
    removeStoreFile(path);
    renameSync(unfinished, path);
    const { number, hash } = view.block;
    return {
      height: chain.head.height,
      l1Block: { number, hash },
      accounts: chain.head.state.size,
      messages: chain.messages.length,
    };
  } finally {
    await store.stop();
    removeStoreFile(unfinished);
  }
}
