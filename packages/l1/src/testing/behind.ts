import { type Hex, hexToNumber, isHex, numberToHex } from "viem";
import type { L1Answer, L1Call } from "./FaultyL1.ts";

type Pass = (call: L1Call) => Promise<L1Answer>;

/** A call's answer by a backend that has so many blocks less. @param isTold - whether it says so; else it gives what it has. */
export async function behind(call: L1Call, blocks: number, isTold: boolean, pass: Pass): Promise<L1Answer> {
  const { method, params } = call;
  const latest = await pass({ method: "eth_blockNumber", params: [] });
  const head = Math.max(0, hexToNumber((latest as { result: Hex }).result) - blocks);
  const has = async (block: unknown): Promise<boolean> => {
    const number = await numberOf(block, pass);
    return number === undefined || number <= head;
  };
  const late: L1Answer = { error: { code: -32_000, message: "header not found" } };
  switch (method) {
    case "eth_blockNumber":
      return { result: numberToHex(head) };
    case "eth_getBlockByNumber":
    case "eth_getBlockByHash": {
      const [block, full] = params;
      if (block === "latest") return pass({ method, params: [numberToHex(head), full] });
      return (await has(block)) ? pass(call) : { result: null };
    }
    case "eth_getLogs": {
      const filter = params[0] as Readonly<Record<string, unknown>>;
      if (await has(filter.blockHash ?? filter.toBlock)) return pass(call);
      if (isTold) return late;
      if (filter.blockHash !== undefined || !(await has(filter.fromBlock))) return { result: [] };
      return pass({ method, params: [{ ...filter, toBlock: numberToHex(head) }] });
    }
    case "eth_call": {
      const [request, block = "latest"] = params;
      if (block === "latest" || block === "pending")
        return pass({ method, params: [request, numberToHex(head)] });
      return (await has(block)) ? pass(call) : late;
    }
    default:
      return pass(call);
  }
}

/** Number of a block named by number, hash or both; undefined for tags and unknown hashes. */
async function numberOf(block: unknown, pass: Pass): Promise<number | undefined> {
  const named = typeof block === "object" && block !== null ? (block as Record<string, unknown>) : undefined;
  const value = named?.blockNumber ?? named?.blockHash ?? block;
  if (!isHex(value)) return undefined;
  if (value.length < 66) return hexToNumber(value);
  const answer = await pass({ method: "eth_getBlockByHash", params: [value, false] });
  const found = "result" in answer ? (answer.result as { readonly number: Hex } | null) : null;
  return found === null ? undefined : hexToNumber(found.number);
}
