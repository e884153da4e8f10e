import type { Transaction } from "../transactions/Transaction.ts";

/** P6.1: what a proposer reveals after the proposal window. `secret` is a field element of 32 bytes; trailing no-ops are left out. */
export interface Reveal {
  readonly proposalId: Uint8Array;
  readonly secret: Uint8Array;
  readonly transactions: readonly Transaction[];
}
