import { l1Call, l1Calls } from "@trellis/l1";
import { readSecretKeyFile } from "@trellis/node";
import { addressOf, fromHex, TrellisError, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import { Command } from "commander";
import type { Hex } from "viem";
import type { CliIo } from "../../shell/CliIo.ts";
import type { L1Session } from "../../shell/l1/L1Session.ts";
import { actionCommand } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { durationText } from "../../shell/text/durationText.ts";
import { tokens } from "../../shell/text/format.ts";
import { fleetCommand } from "../fleet/fleetCommand.ts";
import { earningsCommand } from "../history/earningsCommand.ts";
import { planClaims } from "./planClaims.ts";
import { seatOf } from "./seatOf.ts";

const { seat, address, file, hash } = optionValues;
const SEAT_OPTION = ["--seat <n>", "number of the seat"] as const;

/** `trellis prover`: what the owner of a seat does on L1 (P2, P8.3). */
export function proverCommand(io: CliIo): Command {
  return new Command("prover")
    .description(
      "a prover's L1 actions: stake, rotate-key, pause, resume, exit, withdraw-stake, top-up, payout, claim; and earnings, fleet",
    )
    .addCommand(stake(io))
    .addCommand(rotateKey(io))
    .addCommand(setPaused(io, "pause", true))
    .addCommand(setPaused(io, "resume", false))
    .addCommand(exit(io))
    .addCommand(withdrawStake(io))
    .addCommand(topUp(io))
    .addCommand(payout(io))
    .addCommand(claim(io))
    .addCommand(earningsCommand(io))
    .addCommand(fleetCommand(io));
}

const stake = (io: CliIo): Command =>
  actionCommand(
    io,
    "stake",
    "stake the acting account's tokens and take the next seat, with a seat key (P2.1)",
    { seatKeyFile: file, payout: address.optional() },
    async (session, signer, { seatKeyFile, payout = signer.address, passwordFile }) => {
      const { addresses } = session;
      const { publicKey, key, signature } = await agreedKey(session, seatKeyFile, payout, passwordFile);
      if (key === signer.address) {
        throw new TrellisError(
          "TRL-CLI-031",
          "the seat key is also the acting account's key; make a separate key for the seat, so that the key that signs votes holds no stake or pay",
        );
      }
      const stake = await session.client.read("registry", "stake", []);
      return {
        calls: [
          ...(await session.allow(signer.address, "token", stake)),
          l1Calls.join(addresses, publicKey, payout, signature),
        ],
        says: [
          `stakes ${tokens(stake)} for a free seat; the event ProverJoined names it`,
          `the seat's key is ${key}; seat, pay and stake belong to ${payout}`,
          "proposers may name it from the next round on",
        ],
        facts: { stake, key, payout },
      };
    },
  )
    .requiredOption("--seat-key-file <file>", "key file (mode 0600) that signs the seat's votes and proofs")
    .option("--payout <address>", "owner of the seat; receives pay and stake (default: the acting account)");

const rotateKey = (io: CliIo): Command =>
  actionCommand(
    io,
    "rotate-key",
    "give a seat another key from the next snapshot on, once in an exit delay (R4); only its payout address can",
    { seat, seatKeyFile: file },
    async (session, _, { seat, seatKeyFile, passwordFile }) => {
      const { payout } = await seatOf(session, seat);
      const { publicKey, key, signature } = await agreedKey(session, seatKeyFile, payout, passwordFile);
      return {
        calls: [l1Calls.rotateKey(session.addresses, seat, publicKey, signature)],
        says: [
          `seat ${seat} has the key ${key} from the next round on`,
          "keep the node with the old key running until all rounds that have started are final",
        ],
        facts: { seat, key },
      };
    },
  )
    .requiredOption(...SEAT_OPTION)
    .requiredOption("--seat-key-file <file>", "file of the new key (mode 0600)");

const setPaused = (io: CliIo, name: "pause" | "resume", isPaused: boolean): Command =>
  actionCommand(
    io,
    name,
    isPaused
      ? "take a seat out of later rounds, for example while its key is not safe (R4); only its payout address can"
      : "let a paused seat in again, from the next round on (R4); only its payout address can",
    { seat },
    async ({ addresses }, _, { seat }) => ({
      calls: [l1Call(addresses, "registry", "setPaused", [seat, isPaused], `${name} a seat`)],
      says: [
        isPaused
          ? `no round that opens from now on counts seat ${seat}; rounds that run still do`
          : `rounds that open from now on count seat ${seat}`,
      ],
      facts: { seat, isPaused },
    }),
  ).requiredOption(...SEAT_OPTION);

const exit = (io: CliIo): Command =>
  actionCommand(
    io,
    "exit",
    "request exit of a seat; only its payout address can, and nobody can undo it (P2.2)",
    { seat },
    async (session, _, { seat }) => {
      const { exitDelay, stake } = await seatOf(session, seat);
      return {
        calls: [l1Call(session.addresses, "registry", "requestExit", [seat])],
        says: [
          `seat ${seat} takes part in no new round; its stake of ${tokens(stake)} can be withdrawn ${durationText(exitDelay)} after this`,
          "keep the prover running until all rounds that have started are final",
        ],
        facts: { seat, stake, exitDelay },
      };
    },
  ).requiredOption(...SEAT_OPTION);

const withdrawStake = (io: CliIo): Command =>
  actionCommand(
    io,
    "withdraw-stake",
    "pay out the stake of a seat after its exit delay, to its payout address",
    { seat },
    async (session, _, { seat }) => {
      const { stake, payout, exitAt } = await seatOf(session, seat);
      return {
        calls: [l1Call(session.addresses, "registry", "withdraw", [seat], "withdraw stake")],
        says: [`pays ${tokens(stake)} of seat ${seat} to ${payout}`],
        facts: { seat, stake, payout, exitAt },
      };
    },
  ).requiredOption(...SEAT_OPTION);

const topUp = (io: CliIo): Command =>
  actionCommand(
    io,
    "top-up",
    "restore a slashed stake from the acting account's tokens",
    { seat },
    async (session, signer, { seat }) => {
      const { addresses } = session;
      const { stake, whole } = await seatOf(session, seat);
      const missing = whole > stake ? whole - stake : 0n;
      return {
        calls: [
          ...(await session.allow(signer.address, "token", missing)),
          l1Call(addresses, "registry", "topUp", [seat]),
        ],
        says: [`adds ${tokens(missing)} to the ${tokens(stake)} of seat ${seat}`],
        facts: { seat, missing },
      };
    },
  ).requiredOption(...SEAT_OPTION);

const payout = (io: CliIo): Command =>
  actionCommand(
    io,
    "payout",
    "change a seat's payout address; only the current payout address can",
    { seat, to: address },
    async (session, _, { seat, to }) => {
      const { payout } = await seatOf(session, seat);
      return {
        calls: [l1Call(session.addresses, "registry", "changePayout", [seat, to])],
        says: [
          `seat ${seat} moves with its pay and stake from ${payout} to ${to}; only that address can change it again`,
        ],
        facts: { seat, payout: to },
      };
    },
  )
    .requiredOption(...SEAT_OPTION)
    .requiredOption("--to <address>", "the new payout address");

const claim = (io: CliIo): Command =>
  actionCommand(
    io,
    "claim",
    "claim seats' rewards from final blocks for their payout addresses, from L1's logs alone (P8.3); anyone may call",
    { seat: seat.optional(), all: optionValues.flag, proposal: hash.optional() },
    async (session, signer, options) => planClaims(session, signer.address, options),
  )
    .option(
      "--seat <n>",
      "claim for this seat (default: all seats whose payout address is the acting account)",
    )
    .option("--all", "claim for every seat")
    .option("--proposal <id>", "claim from this block (default: from all final blocks)");

/** A key that agrees to serve a seat of `payout`. @throws TRL-NOD-004 for the file. */
/** A seat's key, and its agreement to the seat. @param passwordFile - for a keystore. */
async function agreedKey(
  { chainId, addresses }: L1Session,
  file: string,
  payout: Hex,
  passwordFile: string | undefined,
) {
  const secretKey = await readSecretKeyFile(file, { field: "--seat-key-file", passwordFile });
  const publicKey = publicKeyOf(secretKey);
  const agreed = {
    chainId: BigInt(chainId),
    registry: fromHex(addresses.registry),
    payout: fromHex(payout),
  };
  return { publicKey, key: toHex(addressOf(publicKey)), signature: signJoin(agreed, secretKey) };
}
