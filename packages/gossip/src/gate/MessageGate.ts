import { type Codec, type TopicMessage, type TopicName, WIRE } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { GossipMetrics } from "../GossipMetrics.ts";
import type { GossipLimits } from "../limits/GossipLimits.ts";
import type { Verdict } from "../Verdict.ts";
import { VALIDATORS } from "../validation/validators.ts";
import { Gate, type JudgedMessage } from "./Gate.ts";
import { GossipMemory } from "./GossipMemory.ts";

/** A message of the first version and its verdict. */
export type Judged<Name extends TopicName> = JudgedMessage<TopicMessage<Name>>;

export interface MessageGateComponents {
  readonly context: GossipContext;
  readonly metrics: GossipMetrics;
  /** Called when a check throws, which is a fault of this node. */
  readonly report: (error: unknown) => void;
}

type Messages = { readonly [Name in TopicName]: TopicMessage<Name> };
const CODECS: { readonly [Name in TopicName]: Codec<TopicMessage<Name>> } = WIRE;

/** The gate of the first version's messages. */
export class MessageGate extends Gate<Messages, GossipContext, GossipLimits, GossipMemory> {
  constructor(components: MessageGateComponents, limits: GossipLimits) {
    super({ codecs: CODECS, validators: VALIDATORS }, components, limits, new GossipMemory(limits));
  }

  override judgeOwn<Name extends TopicName>(name: Name, message: TopicMessage<Name>): Promise<Verdict> {
    // The same type, which TypeScript does not see.
    return super.judgeOwn(name, message as Messages[Name]);
  }
}
