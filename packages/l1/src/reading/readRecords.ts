import type { RollupDomain } from "@trellis/protocol";
import type { L1Event } from "../contracts/l1Events.ts";
import { BlockRecords } from "../facts/BlockRecords.ts";
import { QueuedMessages } from "../facts/QueuedMessages.ts";
import type { L1Client } from "./L1Client.ts";

/** What L1's logs tell since the deployment. */
export interface Records {
  readonly domain: RollupDomain;
  /** M5: every block, with who proved it. */
  readonly blocks: BlockRecords;
  /** P10.3: messages and accounts. */
  readonly messages: QueuedMessages;
}

/**
 * M5: reads L1's logs from the deployment on. Pay, refunds, withdrawals and the escape are made from them alone.
 * @param onEvent - sees each event, in order.
 * @throws TRL-L1-030 if logs are missing; as {@link L1Client}.
 */
export async function readRecords(
  client: L1Client,
  onEvent: (event: L1Event) => void = () => {},
): Promise<Records> {
  const { genesisStateRoot } = await client.read("constants", "parts", []);
  const blocks = new BlockRecords(genesisStateRoot);
  const messages = new QueuedMessages();
  for await (const event of client.record()) {
    blocks.add(event);
    messages.add(event);
    onEvent(event);
  }
  return { domain: await client.domain(), blocks, messages };
}
