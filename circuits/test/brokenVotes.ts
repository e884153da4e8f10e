import { sha256, toBytes, type VoteScope } from "@trellis/protocol";
import { nobody, type ProverVoteInput, voteOf } from "./proverVote.ts";

/** A change of a valid vote, and the assert that must fail. */
export interface BrokenVote {
  readonly name: string;
  readonly vote: ProverVoteInput;
  readonly error: RegExp;
}

const SEAT = 200;
const SIGNATURE = /P6\.3: vote signature/;
const SCOPE = /P4\.2: node outside the vote's scope/;
const MEMBERSHIP = /P6\.3: seat not in the prover set/;

/** P6.3: every way to break seat 200's vote for `scope`. Both `scope` and its left half cover the node. */
export function brokenVotes(scope: VoteScope): BrokenVote[] {
  const vote = voteOf(SEAT, scope);
  const other = voteOf(7, scope);
  const broken: BrokenVote[] = [
    {
      name: "P6.3: a signature with one bit flipped",
      vote: { ...vote, signature: flip(vote.signature, 10) },
      error: SIGNATURE,
    },
    {
      name: "P4.2: a signature with high s",
      vote: { ...vote, signature: highS(vote.signature) },
      error: SIGNATURE,
    },
    {
      name: "P6.3: another prover's signature",
      vote: { ...vote, signature: other.signature },
      error: SIGNATURE,
    },
    {
      name: "P4.2: a slot that was not signed",
      vote: { ...vote, slot: vote.slot + 1 },
      error: SIGNATURE,
    },
    {
      name: "P6.3: a vote for another proposal",
      vote: voteOf(SEAT, scope, sha256(toBytes(3, 1))),
      error: SIGNATURE,
    },
    {
      name: "P4.2: a vote for the right half of the tree",
      vote: voteOf(SEAT, { ...scope, depth: 1, index: 1 }),
      error: SCOPE,
    },
    {
      name: "P4.2: a vote for the node's index, but one row below",
      vote: voteOf(SEAT, { ...scope, depth: 11, index: 0 }),
      error: SCOPE,
    },
    {
      name: "P6.3: another prover's key",
      vote: { ...vote, key_x: other.key_x, key_y: other.key_y },
      error: MEMBERSHIP,
    },
    {
      name: "P2.1: the key's y negated",
      vote: { ...vote, key_y: negated(vote.key_y) },
      error: MEMBERSHIP,
    },
    {
      name: "P2.1: a seat that is not the key's",
      vote: { ...vote, seat: SEAT + 1 },
      error: MEMBERSHIP,
    },
    {
      name: "P2.1: a changed lowest sibling",
      vote: { ...vote, seat_path: [flip(vote.seat_path[0]!, 0), ...vote.seat_path.slice(1)] },
      error: MEMBERSHIP,
    },
    {
      name: "P2.1: a changed highest sibling",
      vote: { ...vote, seat_path: [...vote.seat_path.slice(0, 10), flip(vote.seat_path[10]!, 31)] },
      error: MEMBERSHIP,
    },
    {
      name: "P1.3: a seat beyond the registry",
      vote: { ...vote, seat: 2048 + SEAT },
      error: /P1\.3: seat out of range/,
    },
    {
      name: "P6.3: nobody, but marked as present",
      vote: { ...nobody(), present: true },
      error: MEMBERSHIP,
    },
  ];
  if (scope.depth > 0) {
    broken.push({
      name: "P4.2: a scope wider than the signed one",
      vote: { ...vote, vote_depth: 0, vote_index: 0 },
      error: SIGNATURE,
    });
  }
  return broken;
}

/** Returns the bytes with the lowest bit of one byte flipped. */
function flip(bytes: readonly number[], at: number): number[] {
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const SECP256K1_FIELD = 2n ** 256n - 2n ** 32n - 977n;

function highS(signature: readonly number[]): number[] {
  return [...signature.slice(0, 32), ...toBytes(SECP256K1_ORDER - numberOf(signature.slice(32)), 32)];
}

function negated(y: readonly number[]): number[] {
  return [...toBytes(SECP256K1_FIELD - numberOf(y), 32)];
}

function numberOf(bytes: readonly number[]): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}
