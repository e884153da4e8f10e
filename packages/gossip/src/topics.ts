import { type Codec, ROUND_WIRE, type RollupDomain, WIRE } from "@trellis/protocol";
import { wirePrefix } from "./host/topics.ts";

/** Every message by its topic's name. A new message is one entry here, one validator and one rate. */
export const TOPIC_CODECS = {
  transactions: WIRE.transactions,
  proposal: WIRE.proposal,
  ...ROUND_WIRE,
} as const;

/** Name of a topic. */
export type TopicName = keyof typeof TOPIC_CODECS;
/** Messages by topic. */
export type TopicMessages = {
  readonly [Name in TopicName]: (typeof TOPIC_CODECS)[Name] extends Codec<infer Message> ? Message : never;
};
/** Names of the topics. */
export const TOPIC_NAMES = Object.keys(TOPIC_CODECS) as readonly TopicName[];

/** The topic's string on the wire: `/trellis/<rollupId as 56 hex digits>/<name>/<version of the mechanism>`. */
export function topicString(domain: RollupDomain, name: TopicName): string {
  return `${wirePrefix(domain)}/${name}/2`;
}
