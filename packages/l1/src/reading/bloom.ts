import { type Hex, hexToBytes, keccak256 } from "viem";

/** A contract and the kinds of its events. */
export interface LogSource {
  /** In lower case. */
  readonly address: Hex;
  readonly topics: readonly Hex[];
}

const BITS = 2_048;
/** A fuller filter says yes to almost everything. */
const MOST_SET = BITS / 2;

/** Whether a value may be in a block's filter of logs (yellow paper, 4.3.1). A no is certain. */
function mayHold(filter: Uint8Array, value: Hex): boolean {
  const hash = keccak256(value, "bytes");
  return [0, 2, 4].every((at) => {
    const bit = ((hash[at]! << 8) | hash[at + 1]!) % BITS;
    return ((filter[filter.length - 1 - (bit >> 3)]! >> (bit & 7)) & 1) === 1;
  });
}

const bitsOf = (byte: number): number => (byte === 0 ? 0 : (byte & 1) + bitsOf(byte >> 1));

/**
 * Whether the filter in a block's header speaks of logs that an answer lacks: those of a source of which the answer has none. On busy
 * chains filters are so full that they say nothing; then this is false.
 */
export function lacksLogs(
  logsBloom: Hex | null | undefined,
  logs: readonly { readonly address: Hex }[],
  sources: readonly LogSource[],
): boolean {
  if (logsBloom === null || logsBloom === undefined) return false;
  const filter = hexToBytes(logsBloom);
  if (filter.length * 8 !== BITS || filter.reduce((sum, byte) => sum + bitsOf(byte), 0) > MOST_SET)
    return false;
  const given = new Set(logs.map(({ address }) => address.toLowerCase()));
  return sources.some(
    ({ address, topics }) =>
      !given.has(address) && mayHold(filter, address) && topics.some((topic) => mayHold(filter, topic)),
  );
}
