import { type Codec, type RollupDomain, WIRE } from "@trellis/protocol";
import { SECOND_WIRE } from "@trellis/protocol/second";
import { wirePrefix } from "../host/topics.ts";

/** Every message by its topic's name. A new message is one entry here, one validator and one rate. */
export const SECOND_CODECS = {
  transaction: WIRE.transaction,
  proposal: WIRE.proposal,
  ...SECOND_WIRE,
} as const;

/** Name of a topic. */
export type SecondTopicName = keyof typeof SECOND_CODECS;
/** Messages by topic. */
export type SecondMessages = {
  readonly [Name in SecondTopicName]: (typeof SECOND_CODECS)[Name] extends Codec<infer Message>
    ? Message
    : never;
};
/** Names of the topics. */
export const SECOND_TOPIC_NAMES = Object.keys(SECOND_CODECS) as readonly SecondTopicName[];

/** The topic's string on the wire: `/trellis/<rollupId as 56 hex digits>/<name>/<version of the mechanism>`. */
export function secondTopicString(domain: RollupDomain, name: SecondTopicName): string {
  return `${wirePrefix(domain)}/${name}/2`;
}
