import type { L1Event } from "../src/contracts/l1Events.ts";
import type { BlockPlace } from "../src/reading/KnownBlocks.ts";
import type { L1Client } from "../src/reading/L1Client.ts";
import { L1Follower, type L1View } from "../src/reading/L1Follower.ts";
import { until } from "./TestL1.ts";

const followers: L1Follower[] = [];

/** What a node that follows has folded: every view, and the events since the last reset. */
export class Folding {
  readonly views: L1View[] = [];
  readonly errors: unknown[] = [];
  events: L1Event[] = [];
  torn = 0;
  onNext: ((view: L1View) => void) | undefined;
  /** To what it can go back when L1 has reorganised. */
  held: (() => Promise<BlockPlace | undefined>) | undefined;
  readonly follower: L1Follower;

  /** @param before - what was folded before, and the block to go on from. */
  constructor(client: L1Client, maxBlockRange?: bigint, before?: { events: L1Event[]; from: BlockPlace }) {
    this.events = [...(before?.events ?? [])];
    this.follower = new L1Follower(
      client,
      {
        onView: async (view) => {
          this.onNext?.(view);
          const { back } = view;
          if (view.reset) this.events = [];
          else if (back !== undefined)
            this.events = this.events.filter(({ blockNumber }) => blockNumber <= back.number);
          this.events.push(...view.events);
          this.views.push(view);
          // State and events of one block: the one is the sum of the other.
          if (BigInt(this.deposits.length) !== view.status.messagesQueued) this.torn++;
        },
        heldBlock: async () => this.held?.(),
        onError: (error) => this.errors.push(error),
      },
      { pollMs: 5, from: before?.from, ...(maxBlockRange === undefined ? {} : { maxBlockRange }) },
    );
    followers.push(this.follower);
    this.follower.start();
  }

  get deposits(): bigint[] {
    return this.events.flatMap((event) => (event.eventName === "MessageQueued" ? [event.args.index] : []));
  }

  get last(): L1View | undefined {
    return this.views.at(-1);
  }

  async reaches(block: bigint): Promise<void> {
    await until(() => this.last?.block.number === block);
  }

  /** Stops those of failed tests, which would keep their process running. */
  static async stopAll(): Promise<void> {
    await Promise.all(followers.map((follower) => follower.stop()));
  }
}
