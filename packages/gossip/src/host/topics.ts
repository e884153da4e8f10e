import { type RollupDomain, rollupId, type TopicName, toBytes, toHex, WIRE } from "@trellis/protocol";

/** Names of the gossip topics. A new message is one entry in `WIRE`, one validator and one rate. */
export const TOPIC_NAMES = Object.keys(WIRE) as readonly TopicName[];

/** Every wire string of a rollup starts with this, so that two rollups' networks never mix. */
function prefix(domain: RollupDomain): string {
  return `/trellis/${toHex(toBytes(rollupId(domain), 28)).slice(2)}`;
}

/** The topic's string on the wire: `/trellis/<rollupId as 56 hex digits>/<name>/<version of the mechanism>`. */
export function topicString<Topic extends string = TopicName>(
  domain: RollupDomain,
  name: Topic,
  version: 1 | 2 = 1,
): string {
  return `${prefix(domain)}/${name}/${version}`;
}

/** Id of one of our libp2p protocols. */
export function protocolString(domain: RollupDomain, name: string): string {
  return `${prefix(domain)}/${name}/1`;
}
