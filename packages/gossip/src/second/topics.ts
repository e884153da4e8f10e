import { type Codec, type RollupDomain, WIRE } from "@trellis/protocol";
import { SECOND_WIRE } from "@trellis/protocol/second";
import { topicString } from "../host/topics.ts";

/** Every message of the second version by its topic's name. Transactions and proposals have the form of the first version. */
export const SECOND_CODECS = {
  transaction: WIRE.transaction,
  proposal: WIRE.proposal,
  ...SECOND_WIRE,
} as const;

/** Name of a topic of the second version. */
export type SecondTopicName = keyof typeof SECOND_CODECS;
/** Messages of the second version by topic. */
export type SecondMessages = {
  readonly [Name in SecondTopicName]: (typeof SECOND_CODECS)[Name] extends Codec<infer Message>
    ? Message
    : never;
};
/** Names of the second version's topics. */
export const SECOND_TOPIC_NAMES = Object.keys(SECOND_CODECS) as readonly SecondTopicName[];

/** The topic's string on the wire. It ends in 2, so that no node takes another version's messages for its own. */
export function secondTopicString(domain: RollupDomain, name: SecondTopicName): string {
  return topicString<SecondTopicName>(domain, name, 2);
}
