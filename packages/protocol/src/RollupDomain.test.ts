import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_MODULUS } from "@trellis/field";
import fc from "fast-check";
import { domain } from "../test/arbitraries.ts";
import { throwsCode } from "../test/throwsCode.ts";
import { domainSeparator } from "./auction/Proposal.ts";
import { toBigInt, toHex } from "./encoding/bytes.ts";
import { domainBytes, rollupId } from "./RollupDomain.ts";

test("the rollup's name is chainId · 2^160 + address, a field element", () => {
  fc.assert(
    fc.property(domain, (value) => {
      assert.equal(rollupId(value), value.chainId * 2n ** 160n + toBigInt(value.rollup));
      assert.ok(rollupId(value) < FIELD_MODULUS);
      assert.equal(toHex(domainBytes(value)).length, 2 + 2 * 28);
    }),
  );
});

test("a chain id of more than 64 bits or an address of the wrong length is refused", () => {
  const rollup = new Uint8Array(20);
  for (const use of [rollupId, domainBytes, domainSeparator]) {
    throwsCode("TRL-PRO-001", () => use({ chainId: 1n << 64n, rollup }));
    throwsCode("TRL-PRO-001", () => use({ chainId: -1n, rollup }));
    throwsCode("TRL-PRO-017", () => use({ chainId: 1n, rollup: new Uint8Array(19) }));
    throwsCode("TRL-PRO-017", () => use({ chainId: 1n, rollup: new Uint8Array(32) }));
  }
});
