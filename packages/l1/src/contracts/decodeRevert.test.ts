import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import {
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  HttpRequestError,
  RpcRequestError,
} from "viem";
import { CONTRACT_ERRORS } from "./contractErrors.ts";
import { l1Error, revertName } from "./decodeRevert.ts";

const rpcError = (error: { code: number; message: string; data?: unknown }) =>
  new RpcRequestError({ body: {}, error: error as never, url: "http://l1" });

const roundNotOpen = encodeErrorResult({
  abi: CONTRACT_ERRORS.abi,
  errorName: "RoundNotOpen",
  args: [3n, 1],
});

test("the error names the contract's error, its arguments and what to do", () => {
  const error = l1Error("finalize", rpcError({ code: 3, message: "execution reverted", data: roundNotOpen }));
  assert.equal(error.code, "TRL-L1-010");
  assert.match(error.message, /finalize: .*RoundNotOpen\(3, 1\): no window is open/);
  assert.equal(error.context.error, "RoundNotOpen");
});

test("the contract's data is found at each place where L1 nodes put it", () => {
  for (const cause of [
    rpcError({ code: -32_000, message: "call failed", data: roundNotOpen }),
    rpcError({ code: -32_603, message: "internal", data: { data: roundNotOpen, message: "VM Exception" } }),
  ]) {
    assert.equal(revertName(cause), "RoundNotOpen");
  }
});

test("an error of a nested call is named even if the called contract's ABI lacks it", () => {
  const cause = new ContractFunctionExecutionError(
    new ContractFunctionRevertedError({
      abi: [],
      functionName: "finalize",
      data: encodeErrorResult({ abi: CONTRACT_ERRORS.abi, errorName: "UnknownSeat", args: [9n] }),
    }),
    { abi: [], functionName: "finalize" },
  );
  assert.equal(revertName(cause), "UnknownSeat");
});

test("a revert without data, or with unknown data, is a refusal too", () => {
  const silent = l1Error("commit", rpcError({ code: 3, message: "execution reverted" }));
  assert.equal(silent.code, "TRL-L1-010");
  assert.match(silent.message, /without giving a reason/);
  const foreign = l1Error(
    "commit",
    rpcError({ code: 3, message: "execution reverted", data: `0xdeadbeef${"00".repeat(4_000)}` }),
  );
  assert.equal(foreign.code, "TRL-L1-010");
  assert.match(foreign.message, /0xdeadbeef/);
  assert.ok(foreign.message.length < 300);
});

test("a fault of the L1 node is not a refusal", () => {
  const troubles = [
    rpcError({ code: -32_603, message: "Internal error" }),
    rpcError({ code: -32_000, message: "header not found" }),
    rpcError({ code: -32_005, message: "rate limit", data: "slow down" }),
    new HttpRequestError({ url: "http://l1", details: "fetch failed" }),
    new Error("anything"),
    "anything",
    undefined,
  ];
  for (const cause of troubles) {
    assert.equal(revertName(cause), undefined);
    assert.equal(l1Error("status", cause).code, "TRL-L1-011");
  }
  assert.match(l1Error("status", troubles[3]).message, /fetch failed/);
});

test("a TrellisError is returned unchanged", () => {
  const own = new TrellisError("TRL-L1-013", "too many");
  assert.equal(l1Error("commit", own), own);
});
