import assert from "node:assert/strict";
import { test } from "node:test";
import { RANGE_WORDINGS } from "../testing/rangeWordings.ts";
import { faultOf, type ProviderFault } from "./providerFault.ts";

const told = (message: string, code = -32_000, isLogs = false): ProviderFault | undefined =>
  faultOf({ code, message }, isLogs);

test("refusals of ranges are told from rate limits, whatever their words and codes", () => {
  for (const [name, { code, message }] of Object.entries(RANGE_WORDINGS)) {
    assert.equal(told(message(10), code, true), "tooMuch", name);
  }
  for (const [code, message] of [
    [-32_005, "daily request count exceeded, request rate limited"],
    [429, "Your app has exceeded its compute units per second capacity"],
    [-32_007, "50/second request limit reached - reduce calls per second or upgrade your account"],
    [-32_090, "Too many requests, reason: call rate limit exhausted, retry in 10s"],
    [-32_005, "project ID request rate exceeded"],
    [-32_016, "you have reached the monthly quota of your plan"],
  ] as const) {
    for (const isLogs of [true, false]) assert.equal(told(message, code, isLogs), "throttled", message);
  }
});

test("dropped history and blocks that are not there yet are told apart", () => {
  for (const [code, message] of [
    [4_444, "pruned history unavailable"],
    [-32_000, "missing trie node 8ac1 (path ) state 0x8ac1 is not available"],
    [-32_000, "history has been pruned for this block"],
    [-32_000, "seek with txNum=1 but data before txNum=2 is not available"],
    [-32_000, "Archive state requests are not included in your plan"],
  ] as const) {
    assert.equal(told(message, code, true), "pruned", message);
  }
  for (const message of [
    "header not found",
    "unknown block",
    "block range extends beyond current head block",
    "Block not found",
    "block not found: hash 0x12",
    "header for hash not found",
    "one of the blocks is beyond current head",
  ]) {
    assert.equal(told(message, -32_000, true), "behind", message);
    assert.equal(told(message), "behind", message);
  }
});

test("what contracts and L1's rules refuse is no fault of the provider", () => {
  for (const [code, message] of [
    [3, "execution reverted"],
    [-32_000, "execution reverted: RateLimit"],
    [-32_000, "nonce too low: next nonce 5, tx nonce 4"],
    [-32_000, "replacement transaction underpriced"],
    [-32_000, "insufficient funds for gas * price + value: address 0x12 have 1 want 2"],
    [-32_000, "max fee per gas less than block base fee"],
    [-32_000, "gas required exceeds allowance (30000000)"],
    [-32_000, "already known"],
    [-32_000, "intrinsic gas too low"],
    [-32_601, "the method eth_simulateV1 does not exist/is not available"],
  ] as const) {
    assert.equal(told(message, code), undefined, message);
  }
});

test("a gateway without a backend does not answer", () => {
  for (const message of [
    "Internal error",
    "Internal server error",
    "upstream timed out",
    "service temporarily unavailable",
  ]) {
    assert.equal(told(message, -32_603), "unreachable", message);
  }
});
