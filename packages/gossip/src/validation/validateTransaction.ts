import { isSigned, isWellFormed, packTransaction, type Transaction, toHex } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { ProposalMemory } from "../gate/ProposalMemory.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { ACCEPT, ignore, type Judgement, reject } from "../Verdict.ts";
import type { Environment } from "./Validator.ts";

/** P10.1, P10.2: a transfer, swap or withdrawal that its sender's account can still run. */
export async function validateTransaction(
  transaction: Transaction,
  environment: Environment<
    Pick<GossipContext, "now" | "admissionFault" | "verifyTransaction">,
    Pick<GossipLimits, "transactionPause">,
    Pick<ProposalMemory<unknown>, "transactions">
  >,
): Promise<Judgement> {
  const { context, limits, memory, heavy, isOwn } = environment;

  // P10.1 [REJECT] users send transfers, swaps and withdrawals. Other kinds come from the proposer or from L1
  if (!isSigned(transaction)) return reject("kind_not_sent");
  // P10.2 [REJECT] every field fits its packed form, fee and least amount decode, and unused fields are not
  // set
  if (!isWellFormed(transaction)) return reject("field_out_of_range");

  // [IGNORE] it was not relayed a moment ago. Another signature does not make it another transaction
  const key = `${toHex(packTransaction(transaction))}/${transaction.nonce}`;
  const isRepeated = (): boolean => {
    const last = memory.transactions.get(key);
    return last !== undefined && context.now() < last + limits.transactionPause;
  };
  if (isRepeated()) return ignore("known");

  // The node's own transaction is in the mempool already.
  if (!isOwn) {
    // P10.1 [IGNORE] this node's mempool admits it. Nodes do not relay what their mempools refuse
    const early = context.admissionFault(transaction);
    if (early !== undefined) return ignore(early);
    // P1.1 [REJECT] Schnorr signature by the sender's key
    const fault = await heavy(async () =>
      // [IGNORE] no copy was faster
      isRepeated()
        ? ignore("known")
        : (await context.verifyTransaction(transaction))
          ? undefined
          : reject("signature_invalid"),
    );
    if (fault !== undefined) return fault;
    // P10.1 [IGNORE] the mempool still admits it. Other transactions may have come meanwhile
    const late = context.admissionFault(transaction);
    if (late !== undefined) return ignore(late);
    // [IGNORE] no copy was faster
    if (isRepeated()) return ignore("known");
  }
  memory.transactions.set(key, context.now());
  return ACCEPT;
}
