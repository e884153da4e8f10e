import type { FinalizedEvent, L1Event } from "@trellis/l1";
import type { QueuedMessage } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { Snapshot } from "../snapshot/readSnapshot.ts";
import type { SnapshotL1 } from "../snapshot/SnapshotL1.ts";
import type { FakeL1 } from "./FakeL1.ts";
import { type LifeStep, RandomLife } from "./RandomLife.ts";

/** What L1 answers about snapshots, by the contracts' model. */
export function askedOf(l1: FakeL1): SnapshotL1 {
  const { world, domain } = l1;
  return {
    domain,
    deployedAt: 0n,
    finalOf: async (height) =>
      l1.events.find(
        (event): event is FinalizedEvent => event.eventName === "Finalized" && event.args.height === height,
      ),
    queueHash: async (count) => world.bridge.messages.rollingHash(count),
    lasting: async function* (last): AsyncGenerator<L1Event> {
      yield* l1.events.filter((event) => event.blockNumber <= last && isLasting(event));
    },
    viewFrom: async (block) => {
      const view = l1.view(true);
      return {
        ...view,
        reset: block === 0n,
        events: view.events.filter((event) => event.blockNumber >= block),
      };
    },
    balanceOf: async (address) => world.auction.balances.balanceOf(address),
    activeSeats: async () => world.registry.active,
  };
}

const LASTING = /^(ProverJoined|KeyRotated|ExitRequested|Stake\w+|Paused|AccountOpened|BalanceDeposited)$/;
const isLasting = ({ eventName }: L1Event): boolean => LASTING.test(eventName);

/** What happens in one height: a message, a commitment, its proofs, the end, the pay. */
export const HEIGHT: readonly LifeStep[] = [
  [15, 0, 0, 0],
  [2, 0, 1, 2],
  [0, 4, 0, 0],
  ...[0, 1, 2, 3, 4, 5].map((a): LifeStep => [5, a, 7, 0]),
  [0, 1, 0, 0],
  [8, 0, 0, 0],
  [10, 0, 0, 0],
];

/** A chain after a final block. */
export interface Seen {
  readonly head: Chain["head"];
  readonly queue: readonly QueuedMessage[];
}

/** A life with final blocks, and what its chain was after each. */
export function lived(pipelined: boolean, odd: readonly LifeStep[]): { life: RandomLife; seen: Seen[] } {
  const life = new RandomLife({ pipelined });
  const seen: Seen[] = [];
  for (let n = 0; n < 6; n++) {
    for (const step of [...HEIGHT, ...odd.slice(3 * n, 3 * n + 3)]) {
      const before = life.chain.head.height;
      life.take(step);
      const { head, messages } = life.chain;
      if (head.height > before) seen.push({ head, queue: messages.slice(0) });
      if (head.height < before) seen.splice(Number(head.height));
    }
  }
  return { life, seen };
}

/** The snapshot that a node would make then. */
export function snapshotOf({ head: { height, proposalId, state }, queue }: Seen): Snapshot {
  return { manifest: { height, proposalId } as Snapshot["manifest"], state, queue };
}
