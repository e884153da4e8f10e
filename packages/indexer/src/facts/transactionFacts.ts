import type { L1Event } from "@trellis/l1";
import type { Tables } from "../store/Tables.ts";

/** What an event may say of the height that it is about. */
export interface Subject {
  readonly height?: bigint;
  readonly proposalId?: string;
  readonly roundId?: bigint;
}

type Placed<Row> = Omit<Row, "l1_block">;

/** The L1 transactions of a block, and what each did. */
export interface TransactionFacts {
  readonly transactions: readonly Placed<Tables["l1_transaction"]>[];
  readonly acts: readonly Placed<Tables["l1_act"]>[];
}

/**
 * The L1 transactions of a block's events. Events of one name about one height are one act.
 * @param heightOf - the height of a subject; null if it has none.
 */
export async function transactionFacts(
  events: readonly L1Event[],
  heightOf: (subject: Subject) => Promise<number | null>,
): Promise<TransactionFacts> {
  const transactions = new Map<string, Placed<Tables["l1_transaction"]>>();
  const acts = new Map<string, Placed<Tables["l1_act"]>>();
  for (const [index, { transactionHash: hash, eventName, args, logIndex }] of events.entries()) {
    if (hash == null) continue;
    const log_index = logIndex ?? index;
    if (!transactions.has(hash)) transactions.set(hash, { log_index, hash });
    const height = await heightOf(subjectOf(args));
    const key = `${hash}/${eventName}/${height}`;
    const before = acts.get(key);
    acts.set(
      key,
      before === undefined
        ? { log_index, hash, event: eventName, height, count: 1 }
        : { ...before, count: before.count + 1 },
    );
  }
  return { transactions: [...transactions.values()], acts: [...acts.values()] };
}

function subjectOf(args: object | undefined): Subject {
  const { height, proposalId, winner, roundId } = (args ?? {}) as Subject & { readonly winner?: string };
  const id = proposalId ?? winner;
  return {
    ...(height === undefined ? {} : { height }),
    ...(id === undefined ? {} : { proposalId: id }),
    ...(roundId === undefined ? {} : { roundId }),
  };
}
