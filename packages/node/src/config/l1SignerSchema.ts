import { z } from "zod";
import { httpUrl } from "./httpUrl.ts";
import { address } from "./l1AddressesSchema.ts";

/** A service that keeps the L1 key and signs with it: Web3Signer's `eth1` API (ADR 0037). */
export const l1SignerSchema = z
  .strictObject({
    url: httpUrl,
    /** Of the account whose key it keeps. */
    address,
    /** File of the certificates, in PEM, that it is checked by; the system's if absent. */
    caFile: z.string().min(1).optional(),
    /** File (mode 0600) whose first line is sent as a bearer token. */
    tokenFile: z.string().min(1).optional(),
    /** Files of this node's own certificate and of its key (mode 0600), in PEM. */
    clientCertFile: z.string().min(1).optional(),
    clientKeyFile: z.string().min(1).optional(),
    /** The longest wait for one answer. */
    timeoutMs: z.number().int().min(100).max(60_000).default(5_000),
  })
  .refine(
    ({ clientCertFile, clientKeyFile }) => (clientCertFile === undefined) === (clientKeyFile === undefined),
    "clientCertFile and clientKeyFile go together",
  );

export type L1SignerSettings = z.output<typeof l1SignerSchema>;
