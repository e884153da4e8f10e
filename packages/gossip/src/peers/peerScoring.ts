import {
  createPeerScoreParams,
  createTopicScoreParams,
  type PeerScoreParams,
  type PeerScoreThresholds,
} from "@libp2p/gossipsub/score";

/**
 * Scores at which a peer loses rights. n invalid messages within about the last minute cost 10 · n². The
 * third ends gossip with the peer. The fifth ends the connection.
 */
export const SCORE_THRESHOLDS: PeerScoreThresholds = {
  gossipThreshold: -50,
  publishThreshold: -100,
  graylistThreshold: -200,
  // Peers are found by the exchange of signed records alone.
  acceptPXThreshold: 1_000,
  opportunisticGraftThreshold: 1,
};

/** Points for the square of the number of invalid messages. */
export const INVALID_WEIGHT = -10;

/** Milliseconds in which bad marks halve. */
export const MARK_HALF_LIFE = 60_000;

const DECAY_INTERVAL = 1_000;
const DECAY = 0.5 ** (DECAY_INTERVAL / MARK_HALF_LIFE);

/**
 * Gossipsub's score, P1 to P7. Rewards are small and capped, so that a peer cannot save up for an attack. P4
 * (invalid messages) decides. P3 (expected deliveries) is off: topics are silent for most of a round, so a
 * silent peer is not a bad one.
 * @param topics - wire strings of the topics.
 * @param conduct - P5: a peer's misconduct as this node counts it, 0 or less.
 */
export function scoreParams(topics: readonly string[], conduct: (peer: string) => number): PeerScoreParams {
  const topic = createTopicScoreParams({
    topicWeight: 1,
    timeInMeshWeight: 0.01,
    timeInMeshQuantum: 1_000,
    timeInMeshCap: 300,
    firstMessageDeliveriesWeight: 0.05,
    firstMessageDeliveriesDecay: DECAY,
    firstMessageDeliveriesCap: 100,
    meshMessageDeliveriesWeight: 0,
    meshFailurePenaltyWeight: 0,
    invalidMessageDeliveriesWeight: INVALID_WEIGHT,
    invalidMessageDeliveriesDecay: DECAY,
  });
  return createPeerScoreParams({
    topics: Object.fromEntries(topics.map((name) => [name, topic])),
    topicScoreCap: 20,
    appSpecificScore: conduct,
    appSpecificWeight: 1,
    // Development networks run many nodes on one machine.
    IPColocationFactorWeight: -5,
    IPColocationFactorThreshold: 16,
    IPColocationFactorWhitelist: new Set(["127.0.0.1", "::1"]),
    // A busy peer may send requested messages late. A few broken promises are free.
    behaviourPenaltyWeight: -5,
    behaviourPenaltyThreshold: 6,
    behaviourPenaltyDecay: DECAY,
    decayInterval: DECAY_INTERVAL,
    decayToZero: 0.01,
    retainScore: 600_000,
  });
}
