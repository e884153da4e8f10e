import { TestHost } from "./TestHost.ts";

/**
 * One host in its own process: `hostProcess.ts <name> [bootstrap address]`. It reports what happens to its
 * parent, and publishes when the parent asks.
 */
const [name, bootstrap] = process.argv.slice(2);
const tell = (message: HostReport): void => {
  process.send?.(message);
};

/** What a host process reports. */
export type HostReport =
  | { readonly event: "listening"; readonly address: string }
  | { readonly event: "gossiping"; readonly peers: number }
  | { readonly event: "received"; readonly what: string };

const test = new TestHost(name ?? "process", {
  network: { targetPeers: 0 },
  ...(bootstrap === undefined ? {} : { bootstrap: [bootstrap] }),
});
await test.host.start();
process.on("message", () => {
  void test.host.publish("proposal", test.context.signed());
});
process.on("disconnect", () => process.exit(0));
tell({ event: "listening", address: test.host.addresses()[0]! });
let told = 0;
for (let peers = 0; ; ) {
  await test.until(
    "something happens",
    () => test.received.length > told || test.gossiping !== peers,
    2 ** 31 - 1,
  );
  peers = test.gossiping;
  tell({ event: "gossiping", peers });
  for (; told < test.received.length; told++) tell({ event: "received", what: test.received[told]! });
}
