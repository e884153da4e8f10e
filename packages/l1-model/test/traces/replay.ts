import { Refusal } from "../../src/calls/Refusal.ts";
import { type ModelContracts, ModelWorld } from "../../src/index.ts";
import { plainArgs, type Trace, type TraceStep } from "./Trace.ts";

/** Methods that need to know neither who calls nor when. */
const CALL_FREE = new Set(["withdrawals.claimWithdrawals", "escape.escape", "escape.returnDeposit"]);

/** Whether a method of the model, by its path, takes the call before its other arguments. */
export const takesCall = (path: string): boolean => !CALL_FREE.has(path);

type Method = (...args: readonly unknown[]) => unknown;

/** The model as a trace finds it: the bank has all tokens. A proof or signature is good if its first byte is 1. */
export function worldOf({ init, bank, supply }: Pick<Trace, "init" | "bank" | "supply">): ModelWorld {
  const world = new ModelWorld({
    ...init,
    verdicts: {
      acceptsProof: (proof) => proof[0] === 1,
      acceptsSignature: (_signer, _digest, signature) => signature[0] === 1,
    },
  });
  world.call(({ token, secondAsset }) => {
    token.mint(bank, supply);
    secondAsset.mint(bank, supply);
  });
  return world;
}

/** Makes a trace's call on the model. @returns its events, or the refusal's name. */
export function replay(
  world: ModelWorld,
  { time, from, call, args }: Pick<TraceStep, "time" | "from" | "call" | "args">,
): Pick<TraceStep, "error" | "events"> {
  const path = call.split(".");
  const name = path.pop()!;
  try {
    const { events } = world.call((contracts: ModelContracts) => {
      const part = path.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], contracts);
      (part as Record<string, Method>)[name]!(...(takesCall(call) ? [{ from, time }] : []), ...args);
    });
    return {
      events: events.map(({ contract, eventName, args: fields }) => [
        `${contract}.${eventName}`,
        plainArgs(fields),
      ]),
    };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.reason };
    throw error;
  }
}
