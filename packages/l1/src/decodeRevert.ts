import { TrellisError } from "@trellis/protocol";
import { BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex } from "viem";
import { contractErrorsAbi } from "./contractErrorsAbi.ts";

/** What an operator can do about a contract's error, where it is not plain from its name. */
const ADVICE: Readonly<Record<string, string>> = {
  ProposalWindowClosed: "the proposal window of this round is over; bid in the next one",
  ProofWindowNotOpen: "the proof window opens when the proposal window ends; send it then",
  ProofWindowClosed: "the proof came too late; the height is decided or restarts",
  ProofWindowStillOpen: "wait for the end of the proof window",
  RoundNotOpen: "no window is open; the next commitment opens one",
  WrongParent: "the chain has moved on; build on the current head",
  WrongHeight: "the chain has moved on; build for the current height",
  WrongRound: "the height has restarted; propose for the current round",
  InsufficientBalance: "deposit more native tokens to the proposer's balance",
  InactiveSeats: "leave these seats out of the transcript",
  AlreadyCommitted: "this proposal is on L1 already; nothing to do",
  AlreadyProven: "a proof with at least as many provers is on L1 already; nothing to do",
  InvalidProof: "the verifier refuses the proof for these public inputs; prove it again",
  CommitmentMismatch: "pass the transcript root and bitmap that were committed",
  InvalidJoinSignature: "the seat's key must sign for this registry, chain and payout address",
  KeyTaken: "this key has had a seat; join with a fresh one",
  ExitNotReached: "the stake may leave when the exit delay is over",
  NotPayout: "only the seat's payout address may do this",
  NotRefundable: "only losing commitments of ended rounds are refunded, once",
};

/** Name of the contract error inside a failure of viem, or undefined. */
export function revertName(cause: unknown): string | undefined {
  return revertOf(cause)?.name;
}

/**
 * Turns a failure of an L1 call into one error with the contract's own error name, its arguments and advice.
 * Codes: TRL-L1-010 the contract refused; TRL-L1-011 the call failed otherwise.
 */
export function l1Error(action: string, cause: unknown): TrellisError {
  const revert = revertOf(cause);
  if (revert !== undefined) {
    const advice = ADVICE[revert.name];
    return new TrellisError(
      "TRL-L1-010",
      `${action}: the contract refuses with ${revert.name}(${revert.args.map(String).join(", ")})${advice ? `: ${advice}` : ""}`,
      { action, error: revert.name },
      cause,
    );
  }
  const reason =
    cause instanceof BaseError ? cause.shortMessage : cause instanceof Error ? cause.message : String(cause);
  return new TrellisError("TRL-L1-011", `${action}: ${reason}`, { action }, cause);
}

function revertOf(cause: unknown): { name: string; args: readonly unknown[] } | undefined {
  if (!(cause instanceof BaseError)) return undefined;
  const reverted = cause.walk((error) => error instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data !== undefined) {
    return { name: reverted.data.errorName, args: reverted.data.args ?? [] };
  }
  const raw = cause.walk((error) => typeof (error as { data?: unknown }).data === "string") as {
    data?: Hex;
  } | null;
  if (raw?.data === undefined) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: contractErrorsAbi, data: raw.data });
    return { name: errorName, args: (args as readonly unknown[] | undefined) ?? [] };
  } catch {
    return undefined;
  }
}
