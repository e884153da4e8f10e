import type { SecondEvent } from "../src/second/contracts/secondEvents.ts";
import type { SecondL1Client } from "../src/second/reading/SecondL1Client.ts";
import { SecondL1Follower, type SecondL1View } from "../src/second/reading/SecondL1Follower.ts";
import { until } from "./TestL1.ts";

const followers: SecondL1Follower[] = [];

/** What a node that follows has folded: every view, and the events since the last reset. */
export class Folding {
  readonly views: SecondL1View[] = [];
  readonly errors: unknown[] = [];
  events: SecondEvent[] = [];
  torn = 0;
  onNext: ((view: SecondL1View) => void) | undefined;
  readonly follower: SecondL1Follower;

  constructor(client: SecondL1Client, maxBlockRange?: bigint) {
    this.follower = new SecondL1Follower(
      client,
      {
        onView: async (view) => {
          this.onNext?.(view);
          if (view.reset) this.events = [];
          this.events.push(...view.events);
          this.views.push(view);
          // State and events of one block: the one is the sum of the other.
          if (BigInt(this.deposits.length) !== view.status.messagesQueued) this.torn++;
        },
        onError: (error) => this.errors.push(error),
      },
      { pollMs: 5, ...(maxBlockRange === undefined ? {} : { maxBlockRange }) },
    );
    followers.push(this.follower);
    this.follower.start();
  }

  get deposits(): bigint[] {
    return this.events.flatMap((event) => (event.eventName === "MessageQueued" ? [event.args.index] : []));
  }

  get last(): SecondL1View | undefined {
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
