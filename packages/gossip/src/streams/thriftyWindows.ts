import { StreamState, YamuxStream } from "@chainsafe/libp2p-yamux/stream";

/** What this reads of a stream of yamux. Another version may not have it: then the stream does as it did. */
interface Windows {
  /** Bytes that the peer may send in a full window. */
  readonly recvWindow?: number;
  /** Bytes of it that are left. */
  readonly recvWindowCapacity?: number;
}

let areThrifty = false;

/**
 * Makes streams of yamux tell their peer of room in the window only when half of it is used, as yamux's implementation in Go does. This
 * library tells it after each frame, in a frame of its own: for small messages that was a tenth of a node's work. It concerns all streams of
 * the process. Further calls change nothing.
 */
export function makeWindowsThrifty(): void {
  if (areThrifty) return;
  areThrifty = true;
  const tell = YamuxStream.prototype.sendWindowUpdate;
  YamuxStream.prototype.sendWindowUpdate = function (this: YamuxStream): void {
    const { recvWindow = 0, recvWindowCapacity = 0 } = this as unknown as Windows;
    // In other states the frame also says that the stream begins.
    if (this.state === StreamState.Established && recvWindowCapacity > recvWindow / 2) return;
    tell.call(this);
  };
}
