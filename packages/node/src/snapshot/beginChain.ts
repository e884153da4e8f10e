import type { L1Event, L1View } from "@trellis/l1";
import { equalBytes, fromHex, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import type { Snapshot } from "./readSnapshot.ts";
import type { SnapshotL1 } from "./SnapshotL1.ts";

/**
 * Heights below a snapshot's whose events are read: all losing blocks that books keep, and more rounds than L1 takes proofs of. Older pay is
 * claimed by hand.
 */
const KNOWN_HEIGHTS = 512n;
/** In pipelined mode a round opens while the two heights below its own are not final. */
const PARTLY_KNOWN = 2n;
/** Questions to L1 at the same time. */
const AT_ONCE = 64;

/** What a chain was begun with. */
export interface Begun {
  /** L1 as of which the chain is now. */
  readonly view: L1View;
  /** All events that it has taken, in order. */
  readonly events: readonly L1Event[];
}

/**
 * Begins a new chain from a snapshot that was held against L1. Seats, accounts, balances and the last heights come from L1 itself, and what they
 * lead to is held against L1's status: nothing is believed of the snapshot.
 * @param heights - heights below the snapshot's whose events are read.
 * @throws TRL-NOD-090 if L1 says otherwise; TRL-NOD-011, TRL-NOD-013, TRL-L1-030 as `Chain.apply`; as asking L1 does.
 */
export async function beginChain(
  chain: Chain,
  { manifest: { height }, state, queue }: Snapshot,
  l1: SnapshotL1,
  heights = KNOWN_HEIGHTS,
): Promise<Begun> {
  const oldest = height - heights - PARTLY_KNOWN;
  const first = oldest > 0n ? await l1.finalOf(oldest) : undefined;
  const begins = first?.blockNumber ?? l1.deployedAt;
  const earlier: L1Event[] = [];
  if (begins > l1.deployedAt) for await (const event of l1.lasting(begins - 1n)) earlier.push(event);
  const view = await l1.viewFrom(begins);
  // L1 has left the block before: the view has everything.
  if (view.reset) earlier.splice(0);
  const events = [...earlier, ...view.events];
  const isWhole = view.reset || first === undefined;
  chain.begin(
    {
      height,
      state,
      queue,
      earlier,
      partlyKnown: isWhole ? 0n : oldest + PARTLY_KNOWN,
      balances: await balancesOf(events, view.block.hash, l1),
    },
    view,
  );
  await requireQueue(chain, l1);
  if (!(await l1.activeSeats(view.block.hash)).equals(chain.nextActive)) {
    throw new TrellisError(
      "TRL-NOD-013",
      "L1's events do not lead to its active seats; does its node keep all logs?",
      {
        block: view.block.number,
      },
    );
  }
  return { view, events };
}

/** Messages that came after the snapshot's are the events'. */
async function requireQueue(chain: Chain, l1: SnapshotL1): Promise<void> {
  const count = BigInt(chain.messages.length);
  if (equalBytes(fromHex(await l1.queueHash(count)), chain.queueHash(count))) return;
  throw new TrellisError(
    "TRL-NOD-013",
    "L1's events do not lead to its message queue; does its node keep all logs?",
    {
      messages: count,
    },
  );
}

/** Free balances of all who ever deposited one. */
async function balancesOf(
  events: readonly L1Event[],
  block: Hex,
  l1: SnapshotL1,
): Promise<ReadonlyMap<Hex, bigint>> {
  const accounts = new Set(
    events.flatMap((event) => (event.eventName === "BalanceDeposited" ? event.args.account : [])),
  );
  const balances = new Map<Hex, bigint>();
  const left = [...accounts];
  while (left.length > 0) {
    const asked = left.splice(0, AT_ONCE);
    const found = await Promise.all(asked.map((account) => l1.balanceOf(account, block)));
    for (const [i, account] of asked.entries()) balances.set(account, found[i]!);
  }
  return balances;
}
