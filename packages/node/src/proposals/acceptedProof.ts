import { fromHex, ROOT_NODE } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";

/** The block proof that L1 took, where it is known here: who proved which node. */
export function acceptedProof(
  chain: Pick<Chain, "proven">,
  record: BlockRecord,
): AcceptedNodeProof | undefined {
  const proven = chain.proven(record.id);
  if (proven === undefined) return undefined;
  const hash = fromHex(proven.contributionsHash);
  return record
    .proofsOf(ROOT_NODE)
    .find(({ contributionsHash }) => Buffer.compare(contributionsHash, hash) === 0);
}
