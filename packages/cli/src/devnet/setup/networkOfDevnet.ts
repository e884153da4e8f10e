import { join } from "node:path";
import { type ContractAddresses, DEVELOPMENT_CHAIN_ID } from "@trellis/l1";
import type { Network } from "../../shell/network/NetworkFile.ts";
import type { DevnetPlaces } from "./shellVariables.ts";

/** The file of a devnet's folder by which commands and new nodes find it. */
export const networkFile = (dataDir: string): string => join(dataDir, "network.json");

/** A devnet as its network file tells it. @param bootstrap - addresses of a peer. */
export function networkOfDevnet(
  { l1Rpc, rpc, index }: DevnetPlaces,
  addresses: ContractAddresses,
  { proofs, bootstrap }: Pick<Network, "proofs" | "bootstrap">,
): Network {
  return {
    name: "devnet",
    proofs,
    l1: { chainId: DEVELOPMENT_CHAIN_ID, rpcUrl: [l1Rpc], addresses },
    bootstrap,
    ...(rpc === "" ? {} : { node: rpc }),
    ...(index === "" ? {} : { index }),
  };
}
