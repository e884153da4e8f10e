import type { Configuration } from "./Configuration.ts";

/** The files that a configuration names. */
export function filesOf({
  gossip,
  l1KeyFile,
  l1Signer,
  lease,
  keyPasswordFile,
  prover,
  srs,
  tracing,
}: Configuration): string[] {
  const { seatKeyFiles = [], machineLock, keepWitnesses, engine } = prover ?? {};
  const crs = srs.kind === "ignition" ? [srs.path, srs.keysFile] : [];
  const files = [
    gossip.peerKeyFile,
    l1KeyFile,
    lease?.urlFile,
    l1Signer?.caFile,
    l1Signer?.tokenFile,
    l1Signer?.clientCertFile,
    l1Signer?.clientKeyFile,
    keyPasswordFile,
    tracing?.tokenFile,
    machineLock,
    keepWitnesses,
    engine?.kind === "queue" ? engine.urlFile : undefined,
    ...seatKeyFiles,
    ...crs,
  ];
  return files.filter((file) => file !== undefined);
}
