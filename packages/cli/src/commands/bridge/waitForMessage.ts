import { contractEvents, type L1Client, providerFault } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { type Hex, TransactionReceiptNotFoundError } from "viem";
import type { CliIo } from "../../shell/CliIo.ts";
import { durationText } from "../../shell/text/durationText.ts";

/** Where a message from L1 stands. Times are L1's, in seconds. */
export type MessageStanding =
  /** L1 has reorganised, and has not mined its transaction again. */
  | { readonly status: "missing" }
  | { readonly status: "queued"; readonly index: bigint; readonly ahead: bigint; readonly dueIn: bigint }
  /** A final block has consumed it, at `height` at the latest. */
  | { readonly status: "final"; readonly index: bigint; readonly height: number }
  /** R12: the rollup has stopped before. */
  | { readonly status: "stopped"; readonly index: bigint };

/** How long to wait. */
export interface MessageWaiting {
  readonly timeoutMs: number;
  readonly json: boolean;
  readonly clock?: () => number;
  readonly pause?: (ms: number) => Promise<void>;
}

const POLL_MS = 1_000;

/**
 * Waits until a final block has consumed a message, and says where it stands whenever that changes.
 * @param look - where it stands now.
 * @throws TRL-CLI-043 if that does not come in time; TRL-CLI-044 if the rollup has stopped. A silent L1 is asked again until then.
 */
export async function waitForMessage(
  io: Pick<CliIo, "err">,
  look: () => Promise<MessageStanding>,
  { timeoutMs, json, clock = () => performance.now(), pause = sleep }: MessageWaiting,
): Promise<Extract<MessageStanding, { status: "final" }>> {
  const end = clock() + timeoutMs;
  const say = (text: string): void => {
    if (!json) io.err(`${text}\n`);
  };
  let last = "";
  for (;;) {
    let now: string;
    try {
      const standing = await look();
      if (standing.status === "final") return standing;
      if (standing.status === "stopped") {
        throw new TrellisError(
          "TRL-CLI-044",
          `the rollup has stopped before a block consumed message ${standing.index}; get a deposit back by trellis bridge return-deposits`,
          { index: standing.index },
        );
      }
      now = describeMessage(standing);
      const changed = standing.status === "queued" ? `${standing.index} ${standing.ahead}` : standing.status;
      if (changed !== last) say(now);
      last = changed;
    } catch (error) {
      if (providerFault(error) === undefined) throw error;
      now = "L1 does not answer";
      if (last !== now) say(`${now}; asking again`);
      last = now;
    }
    if (clock() + POLL_MS > end) {
      throw new TrellisError(
        "TRL-CLI-043",
        `no final block has consumed the message within ${durationText(timeoutMs / 1_000)}: ${now}. It stays in the queue; look at trellis status`,
      );
    }
    await pause(POLL_MS);
  }
}

/** A standing that is not the end, in words. */
export function describeMessage(standing: Exclude<MessageStanding, { status: "final" | "stopped" }>): string {
  if (standing.status === "missing") return "L1 has reorganised: the message waits to be mined again";
  const { index, ahead, dueIn } = standing;
  const before = ahead === 0n ? "first in the queue" : `${ahead} messages before it`;
  const due =
    dueIn > 0n
      ? `L1 accepts no block without it in ${durationText(dueIn)}`
      : "due: L1 accepts no block without it";
  return `message ${index} waits for a block: ${before}; ${due}`;
}

/** Where the message of a transaction stands. @param hash - of the transaction that queued it. */
export async function readMessageStanding(client: L1Client, hash: Hex): Promise<MessageStanding> {
  const index = await messageOf(client, hash);
  if (index === undefined) return { status: "missing" };
  const [{ running, messagesConsumed, isStopped }, { timestamp }] = await Promise.all([
    client.read("lens", "status", []),
    client.ask("read the latest block", () => client.public.getBlock()),
  ]);
  if (messagesConsumed > index) return { status: "final", index, height: Number(running.round.height) - 1 };
  if (isStopped) return { status: "stopped", index };
  const [{ inclusionDelay }, queuedAt] = await Promise.all([
    client.read("constants", "settings", []),
    client.read("bridge", "messageQueuedAt", [index]),
  ]);
  const dueAt = queuedAt + BigInt(inclusionDelay);
  return { status: "queued", index, ahead: index - messagesConsumed, dueIn: dueAt - timestamp };
}

/** The number of the message that a transaction has queued; undefined if L1 does not have the transaction in a block. */
async function messageOf(client: L1Client, hash: Hex): Promise<bigint | undefined> {
  const receipt = await client.ask("read the message's transaction", () =>
    client.public.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }),
  );
  const queued = contractEvents(receipt?.logs ?? []).find(({ event }) => event === "MessageQueued");
  return queued === undefined ? undefined : BigInt(String(queued.args.index));
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
