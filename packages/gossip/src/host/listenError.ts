import { TrellisError } from "@trellis/protocol";

/** What the operating system's codes mean for a port. */
const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process uses the port; end it, or choose another port",
  EADDRNOTAVAIL:
    "this machine does not have the address; use /ip4/0.0.0.0 here, and gossip.announce for the public one",
  EACCES: "this user may not use the port; choose one above 1023",
};

/** libp2p's failure to listen, as an error that names address and reason: TRL-GSP-013. Other failures stay as they are. */
export function listenError(listen: readonly string[], cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const code = Object.keys(WHY).find((name) => cause.message.includes(name));
  if (code === undefined && !/listen|transport/i.test(cause.message)) return cause;
  // The message names each address that failed, on a line of its own.
  const failed = listen.filter((address) => cause.message.includes(`${address}:`));
  const why = code === undefined ? "it is not an address that TCP can listen on" : WHY[code]!;
  return new TrellisError(
    "TRL-GSP-013",
    `gossip.listen: cannot listen on ${(failed.length > 0 ? failed : listen).join(", ")}: ${why}`,
    { field: "gossip.listen" },
    cause,
  );
}
