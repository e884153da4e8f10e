import { TrellisError } from "@trellis/protocol";
import {
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  type Hex,
  hexToString,
  isHex,
  trim,
} from "viem";
import { CONTRACT_ADVICE } from "./contractAdvice.ts";
import { contractErrorsAbi } from "./contractErrorsAbi.ts";

/** JSON-RPC code of a call that the contract reverted. */
const REVERTED = 3;

/** A contract's refusal. `name` is undefined where it gave no reason that Trellis' contracts know. */
interface Revert {
  readonly name: string | undefined;
  readonly args: readonly unknown[];
  readonly data: Hex | undefined;
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
    const advice = Object.hasOwn(CONTRACT_ADVICE, name) ? CONTRACT_ADVICE[name] : undefined;
    return new TrellisError(
      "TRL-L1-010",
      `${action}: the contract refuses with ${name}(${args.map(argumentText).join(", ")})${advice ? `: ${advice}` : ""}`,
      { action, error: name, ...(advice === undefined ? {} : { advice }) },
      cause,
    );
  }
  const reason = cause instanceof Error ? describe(cause) : String(cause);
  return new TrellisError("TRL-L1-011", `${action}: ${reason}`, { action }, cause);
}

/** Names of settings come as bytes32 text. */
function argumentText(value: unknown): string {
  if (!isHex(value) || value.length !== 66) return String(value);
  const text = hexToString(trim(value, { dir: "right" }));
  return /^[a-zA-Z]{3,32}$/.test(text) ? text : value;
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
