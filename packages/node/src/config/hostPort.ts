import { isIP } from "node:net";
import { z } from "zod";

/** `host:port`, `[address]:port` for IPv6; as its two parts. Port 0: any free one. */
export const hostPort = z.string().transform((text, context) => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const isHost = bracketed === undefined ? /^[a-zA-Z0-9.-]{1,253}$/.test(plain ?? "") : isIP(bracketed) === 6;
  if (host === undefined || !isHost || Number(port) > 65_535) {
    context.addIssue({ code: "custom", message: "expected <host>:<port>, such as 127.0.0.1:9464" });
    return z.NEVER;
  }
  return { host, port: Number(port) };
});
