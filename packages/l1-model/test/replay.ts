import assert from "node:assert/strict";
import { fromHex, toHex } from "@trellis/protocol";
import { recoverAddress } from "@trellis/protocol/keys";
import { ask } from "../src/abi/ask.ts";
import type { ContractName } from "../src/abi/ContractName.ts";
import { play } from "../src/abi/play.ts";
import { Refusal } from "../src/calls/Refusal.ts";
import type { Verdicts } from "../src/calls/Verdicts.ts";
import { World } from "../src/World.ts";
import { isFields, parseQuestion, type Trace, type TraceStep } from "./Trace.ts";

/** As the recorded contracts judged: a proof is good if its first byte is 1, signatures are real. */
const VERDICTS: Verdicts = {
  acceptsProof: (proof) => proof[0] === 1,
  acceptsSignature(signer, digest, signature) {
    const candidates =
      signature.length === 64 ? [27, 28].map((v) => Uint8Array.of(...signature, v)) : [signature];
    return candidates.some((one) => {
      const recovered = recoverAddress(digest, one);
      return recovered !== undefined && toHex(recovered) === signer;
    });
  },
};

/** The model as it was deployed when a trace was recorded. */
export function worldOf({ deployment }: Trace): World {
  const { addresses, chainId, bank, supply } = deployment;
  const world = new World({
    domain: { chainId, rollup: fromHex(addresses.rollup) },
    registry: addresses.registry,
    court: addresses.court,
    rollupSettings: deployment.rollupSettings,
    registrySettings: deployment.registrySettings,
    courtSettings: deployment.courtSettings,
    genesisStateRoot: deployment.genesisStateRoot,
    verdicts: VERDICTS,
  });
  world.call(({ token, secondAsset }) => {
    token.mint(bank, supply);
    secondAsset.mint(bank, supply);
  });
  return world;
}

/** Plays a trace on the model, which must give the same result, events and answers at every step. */
export function replay(trace: Trace): void {
  const world = worldOf(trace);
  const expected = new Map<string, unknown>();
  for (const [i, step] of trace.steps.entries()) {
    const about = `step ${i}: ${step.call}`;
    assert.deepEqual(played(world, step), { error: step.error, events: step.events }, about);
    for (const question of step.dropped ?? []) expected.delete(question);
    for (const [question, change] of Object.entries(step.answers)) {
      const before = expected.get(question);
      expected.set(question, isFields(before) && isFields(change) ? { ...before, ...change } : change);
    }
    for (const [question, answer] of expected) {
      const own = ask(world, { ...parseQuestion(question), time: step.time });
      assert.deepEqual(own, answer, `${about}, then ${question}`);
    }
  }
}

interface Played {
  readonly error: string | undefined;
  readonly events: TraceStep["events"] | undefined;
}

function played(world: World, { time, from, call, args }: TraceStep): Played {
  const [contract, functionName] = call.split(".") as [ContractName, string];
  const before = world.events().length;
  try {
    const events = play(world, { contract, functionName, args, from, time });
    return {
      error: undefined,
      events: events.map(({ contract: at, eventName, args: values }) => [
        `${at}.${eventName}`,
        { ...values },
      ]),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.equal(world.events().length, before, "a refused call leaves no events");
    return { error: error.reason, events: undefined };
  }
}
