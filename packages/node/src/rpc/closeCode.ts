/** Why the node ends a WebSocket: codes of RFC 6455, and Trellis' own from 4000 on. */
export const closeCode = {
  /** The node stops. */
  stop: 1_001,
  /** A message was not text. */
  binary: 1_003,
  /** The node failed. */
  internal: 1_011,
  /** The client does not read its news in time. */
  slow: 4_001,
  /** The client asks nothing and has no subscription. */
  idle: 4_002,
} as const;
