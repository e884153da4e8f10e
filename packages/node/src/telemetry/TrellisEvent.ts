import type { NodeKind } from "@trellis/protocol";

/** What a node tells of its work, for operators and displays. Hashes are `0x…`; amounts are decimal strings in wei. */
export type TrellisEvent =
  | {
      readonly event: "started";
      readonly peerId: string;
      readonly addresses: readonly string[];
      readonly rpc?: string;
      readonly seats?: readonly number[];
    }
  | { readonly event: "process"; readonly pid: number }
  | {
      readonly event: "head";
      readonly height: string;
      readonly proposalId: string;
      readonly stateRoot: string;
    }
  | {
      /** L1 was read from the deployment on again, as after a reorganisation. */
      readonly event: "l1_reread";
      readonly l1Block: string;
      /** Height of the last final block now. */
      readonly head: string;
      /** Blocks that were final and are no more. */
      readonly undone: number;
    }
  | {
      readonly event: "proposed";
      readonly proposalId: string;
      readonly height: string;
      readonly round: number;
      readonly depth: number;
      readonly transactions: number;
      readonly burnBid: string;
      readonly proverShareBps: number;
      readonly proposer: string;
      /** Name of the strategy that built it. */
      readonly strategy: string;
      /** What the proposer keeps if it wins and all named provers prove: fees, own swaps, its part of the reward, less the bid. */
      readonly expectedProfit: string;
      readonly fees: string;
      /** What its own swaps gain at the reference price. */
      readonly backrun: string;
      readonly swaps: readonly {
        readonly asset: number;
        readonly amount: string;
        readonly out: string;
        readonly profit: string;
      }[];
    }
  | { readonly event: "voted"; readonly proposalId: string; readonly seat: number; readonly votes: number }
  | {
      readonly event: "transcript";
      readonly proposalId: string;
      readonly depth: number;
      readonly entries: readonly { readonly depth: number; readonly index: number; readonly seat: number }[];
      readonly provers: number;
    }
  | {
      readonly event: "revealed";
      readonly proposalId: string;
      readonly transactions: number;
      readonly depth: number;
    }
  | {
      readonly event: "proving";
      readonly proposalId: string;
      readonly depth: number;
      readonly index: number;
      readonly kind: NodeKind;
      readonly seat: number;
      readonly rescue: boolean;
    }
  | {
      readonly event: "proved";
      readonly proposalId: string;
      readonly depth: number;
      readonly index: number;
      readonly kind: NodeKind;
      readonly seat: number;
      readonly seconds: number;
    }
  | {
      readonly event: "proving_stopped";
      readonly proposalId: string;
      readonly depth: number;
      readonly index: number;
      readonly seat: number;
      readonly reason: string;
    }
  | {
      /** P9.3: a proof for L1 is begun, by which a seat answers for a node. */
      readonly event: "contesting";
      readonly proposalId: string;
      readonly depth: number;
      readonly index: number;
      readonly kind: NodeKind;
      readonly seat: number;
    }
  | {
      readonly event: "contested";
      readonly proposalId: string;
      readonly depth: number;
      readonly index: number;
      readonly kind: NodeKind;
      readonly seat: number;
      readonly seconds: number;
    }
  | {
      readonly event: "l1_transaction";
      readonly action: string;
      readonly hash: string;
      readonly gas: string;
      readonly proposalId?: string;
    }
  | {
      /** P5.1: what became of the nodes that a final height's transcripts named seats for. */
      readonly event: "seats_judged";
      readonly height: string;
      readonly delivered: number;
      readonly late: number;
      readonly missing: number;
      /** Seats of which something is known. */
      readonly known: number;
    }
  | { readonly event: "problem"; readonly code: string; readonly message: string };

/** Where a node's events go. */
export type EventSink = (event: TrellisEvent) => void;
