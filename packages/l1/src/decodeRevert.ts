import { TrellisError } from "@trellis/protocol";
import { BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex, isHex } from "viem";
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

/** JSON-RPC code of a call that the contract reverted. */
const REVERTED = 3;

/** A contract's refusal. `name` is undefined where it gave no reason that Trellis' contracts know. */
interface Revert {
  readonly name: string | undefined;
  readonly args: readonly unknown[];
  readonly data: Hex | undefined;
}

/** Whether a failure of viem is the contract's own answer; false where L1 could not be asked. */
export function isRevert(cause: unknown): boolean {
  return revertOf(cause) !== undefined;
}

/** Name of the contract error inside a failure of viem, or undefined. */
export function revertName(cause: unknown): string | undefined {
  return revertOf(cause)?.name;
}

/**
 * Turns a failure of an L1 call into one error with the contract's own error name, its arguments and advice.
 * Codes: TRL-L1-010 the contract refused; TRL-L1-011 the call failed otherwise. A TrellisError is passed on as it is.
 */
export function l1Error(action: string, cause: unknown): TrellisError {
  if (cause instanceof TrellisError) return cause;
  const revert = revertOf(cause);
  if (revert !== undefined) {
    const { name, args, data } = revert;
    if (name === undefined) {
      return new TrellisError(
        "TRL-L1-010",
        `${action}: the contract reverts ${data === undefined ? "without giving a reason" : `with unknown data ${data.slice(0, 74)}`}`,
        { action },
        cause,
      );
    }
    const advice = ADVICE[name];
    return new TrellisError(
      "TRL-L1-010",
      `${action}: the contract refuses with ${name}(${args.map(String).join(", ")})${advice ? `: ${advice}` : ""}`,
      { action, error: name },
      cause,
    );
  }
  const reason = cause instanceof Error ? describe(cause) : String(cause);
  return new TrellisError("TRL-L1-011", `${action}: ${reason}`, { action }, cause);
}

/** viem's short message says what failed, its details why: "HTTP request failed." alone helps nobody. */
function describe(cause: Error): string {
  if (!(cause instanceof BaseError)) return cause.message;
  const root = cause.walk();
  const details = root instanceof BaseError ? root.details : root.message;
  const brief = (details ?? "").split("\n")[0]!.slice(0, 200);
  return brief === "" || cause.shortMessage.includes(brief)
    ? cause.shortMessage
    : `${cause.shortMessage} (${brief})`;
}

/**
 * viem calls every internal error of an L1 node (-32603) a revert. Only what carries the contract's data, the code of a revert, or
 * says so is one: an L1 node in trouble must not pass for a contract's verdict.
 */
function revertOf(cause: unknown): Revert | undefined {
  if (!(cause instanceof BaseError)) return undefined;
  let data: Hex | undefined;
  let isRefusal = false;
  cause.walk((error) => {
    const { code, details, data: raw } = error as { code?: unknown; details?: unknown; data?: unknown };
    const inner = (raw as { data?: unknown } | undefined)?.data;
    const own = error instanceof ContractFunctionRevertedError ? error.raw : undefined;
    data ??= [own, raw, inner].find((value): value is Hex => isHex(value) && value.length > 2);
    isRefusal ||= code === REVERTED || (typeof details === "string" && /\brevert|out of gas/i.test(details));
    return false;
  });
  if (data === undefined) return isRefusal ? { name: undefined, args: [], data } : undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: contractErrorsAbi, data });
    return { name: errorName, args: (args as readonly unknown[] | undefined) ?? [], data };
  } catch {
    return { name: undefined, args: [], data };
  }
}
