import { useEffect, useState, useSyncExternalStore } from "react";
import { live } from "./LiveStream.ts";

/** Whether the node's stream is open. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (listener) => live.onState(listener),
    () => live.isOpen,
  );
}

/** Seconds since 1970, each second anew. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() / 1_000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1_000), 500);
    return () => clearInterval(timer);
  }, []);
  return now;
}
