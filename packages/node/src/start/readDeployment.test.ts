import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, rollupId } from "@trellis/protocol";
import type { Hex } from "viem";
import { configuredAddressesSchema, l1AddressesSchema } from "../config/l1AddressesSchema.ts";
import { configurationInput } from "../testing/configurationInput.ts";
import type { DeploymentReader } from "./DeploymentReader.ts";
import { readDeployment } from "./readDeployment.ts";

const full = l1AddressesSchema.parse(configurationInput().l1.addresses);
const { constants, lens, deployedAt } = full;
const least = configuredAddressesSchema.parse({ constants, lens, deployedAt });
const { constants: _, lens: __, deployedAt: ___, ...contracts } = full;
const parts = {
  ...contracts,
  vkSetHash: 5n,
  rollupId: rollupId({ chainId: 31_337n, rollup: fromHex(contracts.rollup) }),
};
const codeOf = (...addresses: Hex[]): Hex => `0x60${addresses.map((address) => address.slice(2)).join("73")}`;
const { auction, bridge, registry, rollup, blockVerifier } = contracts;

function reader(
  changes: Partial<DeploymentReader> = {},
  codes: Record<Hex, Hex | undefined> = {},
): DeploymentReader {
  const code: Record<Hex, Hex | undefined> = {
    [constants]: "0x60",
    [lens]: codeOf(auction, rollup, bridge, registry),
    [rollup]: codeOf(auction, bridge, registry, blockVerifier),
    ...codes,
  };
  return {
    chainId: async () => 31_337,
    parts: async () => parts,
    code: async (address) => code[address],
    simulatedSigner: async () => undefined,
    ...changes,
  };
}

test("constants and lens are enough: the other addresses are read from L1", async () => {
  assert.deepEqual(await readDeployment(reader(), least), {
    chainId: 31_337n,
    addresses: { ...contracts, constants, lens, deployedAt },
    vkSetHash: 5n,
  });
  assert.deepEqual(await readDeployment(reader(), full), await readDeployment(reader(), least));
});

for (const name of ["token", "secondAsset", "registry", "rollup", "court", "blockVerifier"] as const) {
  test(`another deployment's ${name} is refused, and the message names field and right address`, async () => {
    const other = { ...full, [name]: `0x${"ee".repeat(20)}` as Hex };
    await assert.rejects(readDeployment(reader(), other), {
      code: "TRL-NOD-061",
      message: new RegExp(`l1\\.addresses\\.${name} is 0xee.*${contracts[name]}`),
    });
  });
}

test("an L1 without the deployment is told from one that does not answer", async () => {
  const reject = (changes: Partial<DeploymentReader>, message: RegExp, codes = {}) =>
    assert.rejects(readDeployment(reader(changes, codes), full), { code: "TRL-NOD-060", message });
  await reject({}, /no contract.*on chain 31337/, { [constants]: undefined });
  await reject({ parts: async () => undefined }, /not the constants of a Trellis deployment/);
  await reject({ chainId: async () => 1 }, /made on another chain/);
});

test("a lens or rollup of another deployment is refused", async () => {
  for (const [address, field] of [
    [lens, "lens"],
    [rollup, "rollup"],
  ] as const) {
    for (const code of [undefined, "0x60", codeOf(auction, bridge)] as const) {
      await assert.rejects(readDeployment(reader({}, { [address]: code }), full), {
        code: "TRL-NOD-062",
        context: { field: `l1.addresses.${field}`, address },
      });
    }
  }
});
