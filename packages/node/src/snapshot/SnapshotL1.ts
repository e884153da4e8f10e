import {
  type BlockPlace,
  type FinalizedEvent,
  type L1Client,
  type L1Event,
  L1Follower,
  type L1View,
} from "@trellis/l1";
import { ProverBitmap, type RollupDomain } from "@trellis/protocol";
import type { Hex } from "viem";

/** What is asked of L1 about a snapshot. All of it throws as {@link L1Client} does. */
export interface SnapshotL1 {
  readonly domain: RollupDomain;
  /** L1 block of the deployment. */
  readonly deployedAt: bigint;
  /** The event by which a height became final; undefined if it is not final. */
  finalOf(height: bigint): Promise<FinalizedEvent | undefined>;
  /** Rolling hash of the queue's first messages; zeros if there are not so many. */
  queueHash(count: bigint): Promise<Hex>;
  /** Events up to an L1 block whose effects outlast heights, in order (`L1Client.lasting`). */
  lasting(last: bigint): AsyncIterable<L1Event>;
  /** L1's latest view, with all events from an L1 block on; from the deployment on if it has `reset`. */
  viewFrom(block: bigint): Promise<L1View>;
  /** Free balance of a proposer at an L1 block, wei. */
  balanceOf(address: Hex, block: Hex): Promise<bigint>;
  /** The seats that the next snapshot counts, at an L1 block. */
  activeSeats(block: Hex): Promise<ProverBitmap>;
}

const POLL_MS = 1_000;

/** Asks a deployment on L1. */
export async function snapshotL1(l1: L1Client): Promise<SnapshotL1> {
  const { deployedAt } = l1.addresses;
  return {
    domain: await l1.domain(),
    deployedAt,
    finalOf: (height) => l1.finalOf(height),
    queueHash: (count) => l1.read("bridge", "rollingHash", [count]),
    lasting: (last) => l1.lasting(last),
    viewFrom: async (block) => {
      if (block <= deployedAt) return viewFrom(l1, undefined);
      const number = block - 1n;
      const hash = await l1.hashAt(number);
      return viewFrom(l1, hash === undefined ? undefined : { number, hash });
    },
    balanceOf: (address, block) => l1.read("auction", "balanceOf", [address], block),
    activeSeats: async (block) =>
      ProverBitmap.fromWords(await l1.read("registry", "activeBitmap", [], block)),
  };
}

/** The first view of a follower. */
async function viewFrom(l1: L1Client, from: BlockPlace | undefined): Promise<L1View> {
  const { promise, resolve, reject } = Promise.withResolvers<L1View>();
  const handlers = { onView: async (view: L1View) => resolve(view), onError: reject };
  const follower = new L1Follower(l1, handlers, { pollMs: POLL_MS, from });
  follower.start();
  try {
    return await promise;
  } finally {
    await follower.stop();
  }
}
