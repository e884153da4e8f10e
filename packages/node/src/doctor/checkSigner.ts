import type { Configuration } from "../config/Configuration.ts";
import { openAccount } from "../l1/openAccount.ts";
import { type Finding, ok, warn } from "./Check.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether the service that keeps the L1 key signs with it. @throws TRL-NOD-071, TRL-L1-050 … 054. */
export async function checkSigner(
  config: Configuration & { readonly l1Signer: NonNullable<Configuration["l1Signer"]> },
): Promise<Finding> {
  const { address, url } = config.l1Signer;
  const begun = performance.now();
  await openAccount(config);
  const says = `it signs for ${address}, in ${Math.ceil(performance.now() - begun)} ms`;
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || LOOPBACK.test(hostname)) return ok(says);
  return warn(
    `${says}, over a connection that is not encrypted`,
    "use https: who is on the way could change what is signed, and read the token",
  );
}
