import { z } from "zod";

/** An address of L1, in any letter case; the result is in lower case. */
export const address = z
  .string()
  .toLowerCase()
  .regex(/^0x[0-9a-f]{40}$/, "an address is 0x and 40 hexadecimal digits")
  .transform((value) => value as `0x${string}`);
const blockNumber = z
  .union([z.bigint(), z.string().regex(/^[0-9]+$/, "a block number is decimal digits")])
  .transform(BigInt);

/** A deployment's L1 addresses, as in files. Accepts any letter case; the result is in lower case. */
export const l1AddressesSchema = z.strictObject({
  token: address,
  secondAsset: address,
  constants: address,
  vault: address,
  registry: address,
  auction: address,
  rollup: address,
  rewards: address,
  bridge: address,
  court: address,
  lens: address,
  blockVerifier: address,
  deployedAt: blockNumber,
});

/** A node's addresses: constants and lens lead to the others, which are checked if they are named. */
export const configuredAddressesSchema = l1AddressesSchema
  .partial()
  .required({ constants: true, lens: true, deployedAt: true });

/** Addresses as a node's configuration names them. */
export type ConfiguredAddresses = z.output<typeof configuredAddressesSchema>;
