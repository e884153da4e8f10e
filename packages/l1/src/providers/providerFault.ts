import { TrellisError } from "@trellis/protocol";
import { BaseError } from "viem";

/** How a provider failed to answer, as codes. What a contract or the protocol of L1 refuses is no fault of the provider. */
export const FAULTS = {
  /** TRL-L1-040: no answer, or none that can be read. */
  unreachable: "TRL-L1-040",
  /** TRL-L1-041: too many requests. */
  throttled: "TRL-L1-041",
  /** TRL-L1-042: it has dropped what is asked for. */
  pruned: "TRL-L1-042",
  /** TRL-L1-043: another chain, or not these contracts. */
  foreign: "TRL-L1-043",
  /** TRL-L1-045: it has not got the block yet. */
  behind: "TRL-L1-045",
  /** TRL-L1-046: the answer would be too large. */
  tooMuch: "TRL-L1-046",
} as const;

export type ProviderFault = keyof typeof FAULTS;

const KINDS = new Map<string, ProviderFault>(
  Object.entries(FAULTS).map(([kind, code]) => [code, kind as ProviderFault]),
);

/** The fault of a provider that an error, or one of its causes, tells; undefined if it tells none. */
export function providerFault(error: unknown): ProviderFault | undefined {
  const fault = faultError(error);
  return fault && KINDS.get(fault.code);
}

/** The error of a provider's fault inside another error. */
export function faultError(error: unknown): TrellisError | undefined {
  const isFault = (cause: unknown): cause is TrellisError =>
    cause instanceof TrellisError && KINDS.has(cause.code);
  if (isFault(error)) return error;
  if (!(error instanceof BaseError)) return undefined;
  const cause = error.walk(isFault);
  return isFault(cause) ? cause : undefined;
}

/** An error that a provider answered by JSON-RPC. */
export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** A contract's refusal, and methods that a provider does not have. */
const NO_FAULT_CODES = new Set([3, -32_601, -32_004]);
const THROTTLED_CODES = new Set([429, -32_005, -32_007, -32_029]);
const THROTTLED =
  /rate.?limit|too many requests|requests? (?:rate |count )?(?:limit|exceeded)|per.?second|compute units|throughput|credits|quota|daily request|monthly/i;
const BROKEN =
  /internal (?:server |json-?rpc )?error|temporary|temporarily|unavailable|upstream|overload|\bbusy\b|try again/i;
const PRUNED =
  /pruned|pruning|missing trie node|history (?:is )?(?:un|not )available|historical (?:state|backend|data)[^.]*not available|state .*is not available|data before .*is not available|receipts? (?:un|not )available|archive/i;
const BEHIND =
  /(?:header|block|header for hash) not found|unknown block|beyond (?:the )?current head|block range extends beyond|not (?:yet )?(?:available|imported|processed|synced)|could not find block|cannot find block|block (?:number )?out of range|resource not found|head block|^not found$/i;
const TOO_MUCH =
  /range|more than [\d,]+ (?:results|logs)|exceeds? (?:max|limit|the limit)|response size|size (?:is larger|exceeded|should not)|too large|too many (?:blocks|logs|results)|query time|timed? ?out|exceed maximum/i;

/**
 * Tells a provider's fault from an error that it answered. Providers word the same fault in many ways, and give the same code to several.
 * @param isLogs - whether logs were asked for: only their ranges are capped.
 */
export function faultOf({ code, message, data }: RpcFailure, isLogs: boolean): ProviderFault | undefined {
  if (/revert/i.test(message) || NO_FAULT_CODES.has(code)) return undefined;
  if (code === 4_444 || PRUNED.test(message)) return "pruned";
  if (BEHIND.test(message)) return "behind";
  if (isLogs && TOO_MUCH.test(message)) return "tooMuch";
  if (THROTTLED_CODES.has(code) || THROTTLED.test(message)) return "throttled";
  if (data === undefined && BROKEN.test(message)) return "unreachable";
  // Without a word that is known, a refusal to give logs is most often one of their number.
  if (isLogs) return "tooMuch";
  return undefined;
}
