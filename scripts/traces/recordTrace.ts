import { isDeepStrictEqual } from "node:util";
import { fromHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { ModelContracts, ModelWorldInit } from "../../packages/l1-model/src/index.ts";
import { address, Chain, ETHER, STAKE } from "../../packages/l1-model/test/Chain.ts";
import { replay, takesCall, worldOf } from "../../packages/l1-model/test/traces/replay.ts";
import { balancesOf, type Trace, type TraceStep } from "../../packages/l1-model/test/traces/Trace.ts";
import type { Life } from "./lives.ts";
import { TraceChain } from "./TraceChain.ts";
import { TraceL1 } from "./TraceL1.ts";
import { ToL1 } from "./toL1.ts";

/** A call, as the model takes it. */
export type Made = Pick<TraceStep, "time" | "from" | "call" | "args">;

const BANK = address(77);
const ACCOUNTS = [1, 21, 22, 31, 32, 33].map(address);
const SUPPLY = 10_000_000n * ETHER;
const KEYS = 40;

/** Plays a life on the model, makes the same calls on the contracts, and says where the two differ. */
export async function recordTrace(life: Life): Promise<{ trace: Trace; differences: string[] }> {
  const chain = new TraceChain();
  await chain.start();
  try {
    const plain = {
      settings: life.settings,
      courtSettings: life.court,
      registrySettings: { stake: STAKE, minStake: STAKE / 2n, exitDelay: 86_400 },
      genesisStateRoot: 1n,
    };
    const l1 = await TraceL1.deploy(chain, BANK, plain, SUPPLY);
    const { vault, registry, auction, rollup, rewards, bridge, court } = l1.addresses;
    const init: Trace["init"] = {
      ...plain,
      domain: { chainId: chain.chainId, rollup: fromHex(rollup) },
      addresses: { vault, registry, auction, rollup, rewards, bridge, court },
      deployedAt: await chain.time(),
    };
    const trace = { init, bank: BANK, supply: SUPPLY, accounts: ACCOUNTS };
    return await onL1(l1, trace, play(life, trace));
  } finally {
    await chain.stop();
  }
}

/** The calls of a life. */
function play(life: Life, trace: Omit<Trace, "steps">): Made[] {
  const made: Made[] = [];
  const init: ModelWorldInit = {
    ...trace.init,
    verdicts: {
      acceptsProof: (proof) => proof[0] === 1,
      acceptsSignature: (_signer, _digest, signature) => signature[0] === 1,
    },
  };
  const site = {
    init,
    bank: BANK,
    contracts: (world: ModelContracts, call: { from: Hex; time: bigint }) => recorder(world, "", call, made),
  };
  const chain = new Chain({}, {}, site);
  chain.world.call(({ token, secondAsset }) => {
    token.mint(BANK, SUPPLY);
    secondAsset.mint(BANK, SUPPLY);
  });
  life.play({ chain, bank: BANK, vault: trace.init.addresses.vault }, made);
  return made;
}

/** Contracts that note each call before they take it. */
function recorder<Part extends object>(
  part: Part,
  path: string,
  call: { from: Hex; time: bigint },
  made: Made[],
): Part {
  return new Proxy(part, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      const name = path === "" ? String(key) : `${path}.${String(key)}`;
      if (typeof value === "function") {
        return (...args: readonly unknown[]) => {
          if (args[0] === call) made.push({ ...call, call: name, args: args.slice(1) });
          else if (!takesCall(name)) made.push({ ...call, call: name, args });
          return (value as (...all: readonly unknown[]) => unknown).apply(target, [...args]);
        };
      }
      return typeof value === "object" && value !== null ? recorder(value, name, call, made) : value;
    },
  });
}

async function onL1(
  l1: TraceL1,
  trace: Omit<Trace, "steps">,
  made: readonly Made[],
): Promise<{ trace: Trace; differences: string[] }> {
  const toL1 = new ToL1(l1.addresses, trace.init.domain.chainId, KEYS);
  const model = worldOf(trace);
  const steps: TraceStep[] = [];
  const differences: string[] = [];
  let before = await l1.balances(ACCOUNTS);
  for (const [i, call] of made.entries()) {
    const outcome = await l1.call(call.from, call.time, toL1.of(call.call, call.args));
    const joined = outcome.events?.find(([name]) => name === "registry.ProverJoined");
    if (joined !== undefined) {
      const { seat, payout } = joined[1] as { seat: string; payout: Hex };
      toL1.joined(Number(seat), call.args[0] as Uint8Array, payout);
    }
    const after = await l1.balances(ACCOUNTS);
    const changed = Object.entries(after).filter(([name, value]) => value !== before[name]);
    steps.push({ ...call, ...outcome, balances: Object.fromEntries(changed) });
    before = after;
    const own = replay(model, call);
    if (!isDeepStrictEqual({ ...own }, { ...outcome })) {
      const show = (value: unknown) => JSON.stringify(value)?.slice(0, 600);
      differences.push(
        `step ${i}, ${call.call}: the model says ${show(own)}, the contracts ${show(outcome)}`,
      );
    }
    if (!isDeepStrictEqual(balancesOf(model, trace), after))
      differences.push(`step ${i}, ${call.call}: balances differ`);
    if (differences.length > 10) break;
  }
  return { trace: { ...trace, steps }, differences };
}
