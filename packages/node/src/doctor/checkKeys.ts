import { stat } from "node:fs/promises";
import { addressOf, TrellisError, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { Configuration } from "../config/Configuration.ts";
import { requireProposerAccount } from "../config/requireProposerAccount.ts";
import { readSecretKeyFile } from "../disk/secretKeyFile.ts";
import { type Finding, ok, warn } from "./Check.ts";

/** Addresses of a node's keys. The keys themselves are not kept. */
export interface OwnKeys {
  readonly account: Hex | undefined;
  readonly seats: readonly Hex[];
}

/** Reads all key files as a node does, with their modes. @throws TRL-NOD-004, 005 and 070; TRL-GSP-003. */
export async function checkKeys(
  config: Configuration,
): Promise<{ readonly finding: Finding; readonly found: OwnKeys }> {
  const { l1KeyFile, l1Signer, keyPasswordFile: passwordFile, prover, gossip } = config;
  requireProposerAccount(config);
  const addressIn = async (file: string, field: string): Promise<Hex> =>
    toHex(addressOf(publicKeyOf(await readSecretKeyFile(file, { field, passwordFile }))));
  const seats: Hex[] = [];
  for (const [i, file] of (prover?.seatKeyFiles ?? []).entries()) {
    seats.push(await addressIn(file, `prover.seatKeyFiles.${i}`));
  }
  const account = l1KeyFile === undefined ? l1Signer?.address : await addressIn(l1KeyFile, "l1KeyFile");
  await requirePeerKeyMode(gossip.peerKeyFile);
  return { finding: findingOf({ account, seats }), found: { account, seats } };
}

function findingOf({ account, seats }: OwnKeys): Finding {
  if (account !== undefined && seats.includes(account)) {
    return warn(
      `the account ${account} is also a seat's key`,
      "make a key of its own for the seat: trellis key create",
    );
  }
  const parts = [
    account === undefined ? "no L1 key, so this node sends nothing to L1" : `account ${account}`,
    ...(seats.length === 0 ? [] : [`${seats.length} ${seats.length === 1 ? "seat key" : "seat keys"}`]),
  ];
  return ok(parts.join(", "));
}

/** The node makes a peer key that is missing. */
async function requirePeerKeyMode(path: string): Promise<void> {
  const mode = await stat(path).then(
    (file) => file.mode,
    () => 0,
  );
  if ((mode & 0o077) === 0) return;
  throw new TrellisError(
    "TRL-GSP-003",
    `gossip.peerKeyFile: others may read the peer key file ${path}; run chmod 600 on it`,
    { path },
  );
}
