import { TrellisError } from "@trellis/protocol";
import {
  AbiDecodingZeroDataError,
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  type Hex,
  hexToString,
  isHex,
  trim,
} from "viem";
import { faultError } from "../providers/providerFault.ts";
import { CONTRACT_ERRORS } from "./contractErrors.ts";

/** JSON-RPC code of a call that the contract reverted. */
const REVERTED = 3;

/** A contract's refusal. `name` is undefined if it gave no reason, or an error that Trellis' contracts do not have. */
interface Revert {
  readonly name: string | undefined;
  readonly args: readonly unknown[];
  readonly data: Hex | undefined;
}

/** Returns the name of the contract's error inside a failure of viem; undefined if there is none. */
export function revertName(cause: unknown): string | undefined {
  return revertOf(cause)?.name;
}

/**
 * Turns a failure of an L1 call into a TrellisError that names the contract's error, its arguments and what to do.
 * TRL-L1-010: the contract refused. TRL-L1-040 to 046: the provider failed. TRL-L1-043: there is no contract. TRL-L1-011: the call failed
 * for another reason. A TrellisError is returned unchanged.
 */
export function l1Error(action: string, cause: unknown): TrellisError {
  if (cause instanceof TrellisError) return cause;
  const fault = faultError(cause);
  if (fault !== undefined) {
    const { code, message, context } = fault;
    return new TrellisError(code, `${action}: ${message.slice(code.length + 2)}`, { action, ...context });
  }
  if (
    cause instanceof BaseError &&
    cause.walk((error) => error instanceof AbiDecodingZeroDataError) !== null
  ) {
    return new TrellisError(
      "TRL-L1-043",
      `${action}: there is no such contract on this chain; correct l1.rpcUrl or l1.addresses`,
      { action },
    );
  }
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
    const advice = Object.hasOwn(CONTRACT_ERRORS.advice, name) ? CONTRACT_ERRORS.advice[name] : undefined;
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

/** Contracts give names of settings as text in bytes32. */
function argumentText(value: unknown): string {
  if (!isHex(value) || value.length !== 66) return String(value);
  const text = hexToString(trim(value, { dir: "right" }));
  return /^[a-zA-Z]{3,32}$/.test(text) ? text : value;
}

/** viem's short message says what failed, and its details say why. "HTTP request failed." alone does not help. */
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
 * Finds a contract's refusal in a failure of viem. viem calls every internal error of an L1 node (-32603) a revert, but a fault of the
 * node is not the contract's verdict. So a failure counts as a revert only if it has the contract's data or a revert's code, or says so.
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
    const { errorName, args } = decodeErrorResult({ abi: CONTRACT_ERRORS.abi, data });
    return { name: errorName, args: (args as readonly unknown[] | undefined) ?? [], data };
  } catch {
    return { name: undefined, args: [], data };
  }
}
