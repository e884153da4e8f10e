import {
  type Asset,
  fromHex,
  LEAF_TRANSACTIONS,
  NOOP,
  nodeCount,
  nodeNumber,
  packTransaction,
  type RollupDomain,
  smallest,
  type TransactionKind,
  type TranscriptEntry,
  toHex,
} from "@trellis/protocol";
import { publicKeyOf, signCommitment, signJoin } from "@trellis/protocol/keys";
import type { AbiFunction, Hex } from "viem";
import type { Prover } from "../../packages/l1-model/src/registry/Prover.ts";
import {
  addressFor,
  BANK,
  CALLERS,
  PAYOUTS,
  PROPOSER_ADDRESSES,
  PROPOSERS,
  secretOf,
  ZERO_ADDRESS,
} from "./Actors.ts";
import type { Bid, ProvenBid } from "./Bid.ts";
import type { Chance } from "./Chance.ts";
import type { Draft } from "./Draft.ts";
import { Knowledge, type KnownCase } from "./Knowledge.ts";
import { makeBid, seatSecret } from "./makeBid.ts";
import { makeProof } from "./makeProof.ts";
import { ABIS, type Recorder } from "./Recorder.ts";
import { START_TIME } from "./TraceChain.ts";
import { tamper } from "./tamper.ts";

const UNLIMITED = 2n ** 256n - 1n;
const NO_SEATS = Array<bigint>(8).fill(0n);
const FIRST_SEATS = 7;
const MOST_SEATS = 12;
/** Percentage of calls that are changed before they are made. */
const TAMPERED = 22;
/** Points of the Grumpkin curve: its generator and its double. */
const L2_KEYS = [
  [1n, 17631683881184975370165255887551781615748388533673675138860n],
  [
    3078034153852398078128400807926804309327113743808504829582559963737223069694n,
    12696890884641142049456609402511852099066095483298083855939691685001536962732n,
  ],
] as const;

type Seat = Prover & { readonly seat: number };

/** Makes random calls to the contracts: most of them as an honest or a careless actor would, some changed at random. */
export class Player {
  readonly #recorder: Recorder;
  readonly #chance: Chance;
  readonly #known: Knowledge;
  readonly #domain: RollupDomain;
  #time = START_TIME;
  /** Calls that follow the last one at once. */
  #planned: Draft[] = [];

  constructor(recorder: Recorder, chance: Chance) {
    this.#recorder = recorder;
    this.#chance = chance;
    this.#known = new Knowledge(recorder);
    const { chainId, addresses } = recorder.deployment;
    this.#domain = { chainId, rollup: fromHex(addresses.rollup) };
  }

  /** Gives every actor the tokens that it needs, then plays. */
  async play(steps: number): Promise<void> {
    for (const draft of this.#opening()) await this.#make(draft);
    while (this.#recorder.steps.length < steps) {
      this.#time += BigInt(this.#chance.below(6));
      const draft = this.#planned.shift() ?? this.#draft();
      if (draft === undefined) continue;
      await this.#make(this.#chance.happens(TAMPERED) ? this.#tampered(draft) : draft);
    }
    await this.#make(this.#call(BANK, "registry", "snapshot"), true);
  }

  async #make({ done, ...call }: Draft, isLast = false): Promise<void> {
    await this.#recorder.play({ ...call, time: this.#time }, ({ events }) => {
      if (events !== undefined) {
        this.#known.learn(events, this.#time);
        done?.(events);
      }
      return this.#known.questions(isLast);
    });
  }

  #opening(): Draft[] {
    const { rollup, registry } = this.#recorder.deployment.addresses;
    const [alice, bob, carol] = PROPOSER_ADDRESSES as [Hex, Hex, Hex];
    return [
      this.#call(BANK, "token", "approve", rollup, UNLIMITED),
      this.#call(BANK, "token", "approve", registry, UNLIMITED),
      this.#call(BANK, "secondAsset", "approve", rollup, UNLIMITED),
      ...[alice, bob].map((to) => this.#call(BANK, "token", "transfer", to, 60_000n)),
      this.#call(BANK, "secondAsset", "transfer", bob, 9_000n),
      this.#call(alice, "token", "approve", rollup, 30_000n),
      this.#call(bob, "token", "approve", rollup, UNLIMITED),
      this.#call(bob, "secondAsset", "approve", rollup, UNLIMITED),
      this.#call(bob, "token", "approve", registry, UNLIMITED),
      ...[alice, bob, carol].map((who) => this.#call(BANK, "rollup", "depositBalance", who, 40_000n)),
      ...Array.from({ length: FIRST_SEATS }, (_, seat) => this.#join(BANK, seat, PAYOUTS[seat % 4]!)),
    ];
  }

  #call(from: Hex, contract: Draft["contract"], functionName: string, ...args: readonly unknown[]): Draft {
    return { from, contract, functionName, args };
  }

  #tampered(draft: Draft): Draft {
    if (this.#chance.happens(15)) return { ...draft, from: this.#chance.pick(CALLERS) };
    const { inputs } = ABIS[draft.contract].find(
      (item): item is AbiFunction => item.type === "function" && item.name === draft.functionName,
    )!;
    return { ...draft, args: tamper(inputs, draft.args, this.#chance, [...CALLERS, ZERO_ADDRESS]) };
  }

  /** The next call; undefined if time passes instead, or if no call of the chosen kind is possible. */
  #draft(): Draft | undefined {
    const { status } = this.#known;
    const isProposing = !status.windowOpen || this.#time < status.commitEnd;
    const isProving = status.windowOpen && this.#time >= status.proofStart && this.#time < status.proofEnd;
    const isOver = status.windowOpen && this.#time >= status.proofEnd;
    const proven = this.#known.bids.filter((bid) => bid.proven !== undefined).length > 0;
    const kind = this.#chance.weighted({
      wait: 7,
      commit: isProposing ? 24 : status.next.roundId !== 0n ? 15 : 1,
      submit: isProving ? 22 : 1,
      finalize: isOver ? 30 : 1,
      refund: 3,
      claimRewards: proven ? 5 : 0,
      claimWithdrawals: proven ? 3 : 0,
      depositBalance: 2,
      withdrawBalance: 2,
      deposit: 3,
      seedPool: 1,
      force: 2,
      join: 1,
      exit: 1,
      withdrawStake: 1,
      topUp: 1,
      changePayout: 1,
      report: proven ? 10 : 0,
      contest: proven ? 8 : 0,
      settle: 3,
      doubleVote: 3,
      contestPay: 4,
      refuseContestPay: proven ? 1 : 0,
      trespass: 1,
      snapshot: 1,
      transfer: 1,
      slip: this.#known.bids.length > 0 ? 7 : 0,
    });
    return this.#drafts[kind]();
  }

  readonly #drafts = {
    wait: () => this.#wait(),
    commit: () => this.#commit(),
    submit: () => this.#submit(),
    finalize: () => this.#call(this.#anybody(), "rollup", "finalize"),
    refund: () =>
      this.#about(this.#over(), (bid) => this.#call(this.#anybody(), "rollup", "refund", bid.struct)),
    claimRewards: () => this.#claimRewards(),
    claimWithdrawals: () => this.#claimWithdrawals(),
    depositBalance: () => {
      const [from, to] = [this.#chance.pick([BANK, ...PROPOSER_ADDRESSES]), this.#proposer()];
      return this.#call(from, "rollup", "depositBalance", to, this.#amount(9_000));
    },
    withdrawBalance: () => this.#call(this.#proposer(), "rollup", "withdrawBalance", this.#amount(3_000)),
    deposit: () => {
      const [asset, [x, y]] = [this.#chance.below(2), this.#chance.pick(L2_KEYS)];
      return this.#call(
        this.#user(),
        "rollup",
        "deposit",
        asset,
        x,
        y,
        this.#proposer(),
        this.#amount(2_000),
      );
    },
    seedPool: () =>
      this.#call(this.#user(), "rollup", "seedPool", this.#chance.below(2), this.#amount(2_000)),
    force: () => this.#force(),
    join: () => {
      const { seats } = this.#known;
      return seats < MOST_SEATS ? this.#join(this.#user(), seats, this.#chance.pick(PAYOUTS)) : undefined;
    },
    exit: () => this.#exit(),
    withdrawStake: () => this.#withdrawStake(),
    topUp: () => this.#topUp(),
    changePayout: () => this.#ofSeat("changePayout", [this.#chance.pick(PAYOUTS)]),
    report: () => this.#report(),
    contest: () => this.#contest(),
    settle: () => this.#settle(),
    doubleVote: () => this.#doubleVote(),
    contestPay: () => this.#contestPay(),
    refuseContestPay: () =>
      this.#about(this.#proven(), (bid) => {
        const { node } = this.#chance.pick(bid.entries);
        return this.#call(this.#anybody(), "court", "refuseContestPay", bid.id, bid.contributionProof(node));
      }),
    trespass: () => this.#trespass(),
    snapshot: () => this.#call(this.#anybody(), "registry", "snapshot"),
    slip: () => this.#slip(),
    transfer: () => {
      const token = this.#chance.pick(["token", "secondAsset"] as const);
      return this.#call(this.#anybody(), token, "transfer", this.#proposer(), this.#amount(5_000));
    },
  };

  /** Lets time pass to a moment at which something begins or ends, or to just before or after it. */
  #wait(): undefined {
    const { status, cases, finalAt } = this.#known;
    const { reportWindow } = this.#recorder.deployment.courtSettings;
    const soon = [status.commitEnd, status.proofStart, status.proofEnd, status.next.commitEnd];
    const late = [
      ...[...cases.values()].map(({ contestEnd }) => contestEnd),
      ...[...finalAt.values()].map((at) => at + BigInt(reportWindow)),
    ];
    const ahead = (this.#chance.happens(85) ? soon : late).filter((time) => time > this.#time);
    if (ahead.length === 0) return;
    const next = this.#chance.happens(80) ? smallest(ahead[0]!, ...ahead) : this.#chance.pick(ahead);
    const moment = next + BigInt(this.#chance.between(-1, 1));
    if (moment > this.#time) this.#time = moment;
  }

  #commit(): Draft | undefined {
    const made = makeBid(this.#known, this.#chance, this.#domain, this.#time);
    if (made === undefined) return undefined;
    const { bid, by } = made;
    const root = toHex(bid.transcriptRoot);
    const own = this.#call(addressFor(by), "rollup", "commit", bid.struct, root, bid.bitmap.words(), "0x");
    return {
      ...(this.#chance.happens(25) ? this.#relayed(bid) : own),
      done: (events) => {
        if (events.some(([, { proposalId }]) => proposalId === bid.id)) this.#known.bids.push(bid);
        if (this.#chance.happens(5)) this.#planned = [this.#relayed(bid)];
      },
    };
  }

  #submit(): Draft | undefined {
    const { status } = this.#known;
    const running = this.#known.bids.filter(
      ({ roundId, parent, proven }) =>
        roundId === status.roundId &&
        parent === status.head &&
        (proven === undefined || this.#chance.happens(30)),
    );
    const some = running.length > 0 && this.#chance.happens(92) ? running : this.#known.bids.slice(-6);
    return this.#about(some, (bid) => {
      const proven = makeProof(this.#known, this.#chance, bid);
      const chunks = this.#chance.happens(15);
      const { messagesQueued, messagesConsumed } = status;
      const room = messagesConsumed + BigInt(LEAF_TRANSACTIONS * 2 ** bid.depth);
      const most = messagesQueued < room ? messagesQueued : room;
      const messageCount = this.#chance.pick([
        most,
        most,
        most,
        most,
        most,
        messagesConsumed,
        messagesQueued + 1n,
      ]);
      const escrow = this.#known.escrow(0);
      const fees = this.#chance.happens(5)
        ? escrow + 1n
        : BigInt(this.#chance.below(1 + Number(escrow / 16n)));
      const submission = {
        ...bid.submission(proven, { fees, messageCount, chunks }),
        proof: this.#chance.happens(96) ? "0x01" : "0x00",
      };
      if (!chunks && this.#chance.happens(4)) submission.data = `${submission.data}00`;
      if (chunks && this.#chance.happens(15)) submission.dataChunks.push(submission.dataChunks[0]!);
      const submit: Draft = {
        ...this.#call(this.#anybody(), "rollup", "submitProof", submission),
        done: () => {
          bid.proven = proven;
        },
      };
      if (!chunks) return submit;
      const [first, second] = bid
        .chunks(proven)
        .map((chunk) => this.#call(this.#anybody(), "rollup", "publishData", toHex(chunk)));
      this.#planned = this.#chance.happens(80) ? [second!, submit] : [submit];
      return first!;
    });
  }

  #claimRewards(): Draft | undefined {
    return this.#about(this.#final(), (first) => {
      const others = this.#chance.happens(20) ? [this.#chance.pick(this.#proven())] : [];
      const claims = [first, ...others].map((bid: Bid) => {
        const nodes = Array.from({ length: this.#chance.between(1, 3) }, () =>
          this.#chance.below(nodeCount(bid.depth)),
        );
        const named = nodes.filter((node) => this.#chance.happens(20) || isNamed(bid.proven!, node));
        return bid.rewardClaim(named);
      });
      return this.#call(this.#anybody(), "rollup", "claimRewards", claims);
    });
  }

  #claimWithdrawals(): Draft | undefined {
    const some = this.#final().filter(({ proven }) => proven!.withdrawals.length > 0);
    return this.#about(some, (bid) => {
      const places = this.#chance.happens(85) ? bid.proven!.withdrawals : [1];
      const claims = places.map((place) => bid.withdrawalClaim(place));
      return this.#call(this.#anybody(), "rollup", "claimWithdrawals", claims);
    });
  }

  #force(): Draft | undefined {
    const { owners } = this.#known;
    if (owners.length === 0) return undefined;
    const from = this.#chance.below(owners.length);
    const kind = this.#chance.pick<TransactionKind>(["transfer", "swap", "withdraw", "deposit"]);
    const to = kind === "transfer" ? this.#chance.below(owners.length + 1) : 0;
    const asset = this.#chance.below(2) as Asset;
    const amount = BigInt(this.#chance.below(50));
    const packed = packTransaction({ ...NOOP, kind, asset, from, to, amount, forced: true });
    return this.#call(owners[from]!, "rollup", "forceTransaction", toHex(packed));
  }

  #join(from: Hex, seat: number, payout: Hex): Draft {
    const { registry } = this.#recorder.deployment.addresses;
    const agreed = { chainId: this.#domain.chainId, registry: fromHex(registry), payout: fromHex(payout) };
    const [key, signature] = [publicKeyOf(seatSecret(seat)), signJoin(agreed, seatSecret(seat))];
    return this.#call(from, "registry", "join", ...halves(key), payout, ...halves(signature));
  }

  /** By the seat's payout address. */
  #ofSeat(functionName: string, args: readonly unknown[] = [], seat = this.#seat()): Draft {
    const { payout } = this.#recorder.answer<{ payout: Hex }>(`registry.proverAt ["${seat}n"]`);
    return this.#call(payout, "registry", functionName, seat, ...args);
  }

  #report(): Draft | undefined {
    const some = this.#final().filter((bid) => bid.leftOut.length > 0 && this.#isReportable(bid));
    return this.#about(some, (bid) => {
      const doubled = bid.leftOut.filter((entry) => bid.doubled?.includes(entry));
      const accused = doubled.length > 0 ? doubled : this.#chance.happens(90) ? bid.leftOut : bid.entries;
      const entry = this.#chance.pick(accused);
      const [named, contribution] = [bid.transcriptProof(entry), bid.contributionProof(entry.node)];
      const root = toHex(bid.transcriptRoot);
      return this.#call(
        this.#anybody(),
        "court",
        "report",
        bid.id,
        root,
        bid.bitmapHash,
        named,
        contribution,
      );
    });
  }

  #contest(): Draft | undefined {
    const reported = this.#cases("reported").flatMap(({ proposalId, node }) => {
      const bid = this.#known.bid(proposalId);
      return bid?.proven === undefined ? [] : [{ bid, entry: bid.entries[node]! }];
    });
    const running = this.#proven()
      .filter(({ roundId }) => roundId === this.#known.status.roundId)
      .flatMap((bid) => bid.leftOut.map((entry) => ({ bid, entry })));
    return this.#about(
      this.#chance.happens(40) && reported.length > 0 ? reported : running,
      ({ bid, entry }) => {
        const node = { ...bid.nodeProof(entry), proof: this.#chance.happens(95) ? "0x01" : "0x00" };
        const { proverSetRoot } = bid.proven!;
        return this.#call(this.#anybody(), "court", "contest", bid.id, bid.dataHash, proverSetRoot, node);
      },
    );
  }

  #settle(): Draft | undefined {
    const due = this.#cases("reported").filter(({ contestEnd }) => contestEnd < this.#time);
    const some = due.length > 0 && this.#chance.happens(85) ? due : [...this.#known.cases.values()];
    return this.#about(some, ({ proposalId, node, seat }) =>
      this.#call(this.#anybody(), "court", "settle", proposalId, BigInt(node), seat),
    );
  }

  #doubleVote(): Draft | undefined {
    const doubled = this.#known.bids.filter((bid) => bid.doubled !== undefined);
    const reported = this.#cases("reported").map(({ proposalId }) => proposalId);
    const open = doubled.filter(({ id }) => reported.includes(id));
    const some = open.length > 0 ? open : this.#chance.happens(90) ? doubled : this.#known.bids;
    return this.#about(some.slice(-8), (bid) => {
      const [first, second] = bid.doubled ?? [bid.entries[0]!, bid.entries[1]!];
      const named = [first, second].map((entry) => bid.transcriptProof(entry));
      const root = toHex(bid.transcriptRoot);
      return this.#call(
        this.#anybody(),
        "court",
        "reportDoubleVote",
        bid.struct,
        root,
        bid.bitmapHash,
        ...named,
      );
    });
  }

  #contestPay(): Draft | undefined {
    const { finalAt } = this.#known;
    const some = this.#cases("cleared").filter(
      ({ proposalId, inTime }) => inTime && finalAt.has(this.#known.bid(proposalId)?.roundId ?? 0n),
    );
    const others = [...this.#known.cases.values()];
    return this.#about(
      some.length > 0 && this.#chance.happens(90) ? some : others,
      ({ proposalId, node }) => {
        const bid = this.#known.bid(proposalId);
        if (bid?.proven === undefined) return undefined;
        const { reportWindow } = this.#recorder.deployment.courtSettings;
        const reportEnd = (finalAt.get(bid.roundId) ?? 0n) + BigInt(reportWindow);
        if (reportEnd >= this.#time && this.#chance.happens(25))
          this.#time = reportEnd + BigInt(this.#chance.below(2));
        const entry = bid.entries[node]!;
        const [named, contribution] = [bid.transcriptProof(entry), bid.contributionProof(entry.node)];
        const [root, words] = [toHex(bid.transcriptRoot), bid.bitmap.words()];
        return this.#call(
          this.#anybody(),
          "court",
          "claimContestPay",
          bid.id,
          root,
          words,
          named,
          contribution,
        );
      },
    );
  }

  /** A seat with an open report that tries to leave may find its stake locked. */
  #exit(): Draft {
    const seat = this.#reportedSeat();
    const { reports } = this.#seats()[seat]!;
    const { exitDelay } = this.#recorder.deployment.registrySettings;
    const done = (): void => {
      if (reports === 0 || this.#chance.happens(50)) return;
      this.#time += BigInt(exitDelay);
      this.#planned = [this.#call(this.#anybody(), "registry", "withdraw", seat)];
    };
    return { ...this.#ofSeat("requestExit", [], seat), done };
  }

  /** Of a seat that leaves, now or when its time has come. */
  #withdrawStake(): Draft {
    const leaving = this.#seats().filter(({ exitAt, stake }) => exitAt !== 0n && stake !== 0n);
    if (leaving.length === 0) return this.#call(this.#anybody(), "registry", "withdraw", this.#seat());
    const reported = leaving.filter(({ reports }) => reports > 0);
    const { seat, exitAt } = this.#chance.pick(reported.length > 0 ? reported : leaving);
    if (exitAt > this.#time && this.#chance.happens(25)) this.#time = exitAt;
    const withdraw = this.#call(this.#anybody(), "registry", "withdraw", seat);
    if (this.#chance.happens(20)) this.#planned = [withdraw];
    return withdraw;
  }

  /** Of a seat that was slashed, if there is one. */
  #topUp(): Draft {
    const { stake: whole } = this.#recorder.deployment.registrySettings;
    const short = this.#seats().filter(({ exitAt, stake }) => exitAt === 0n && stake < whole);
    const seat = short.length === 0 ? this.#seat() : this.#chance.pick(short).seat;
    return this.#call(BANK, "registry", "topUp", seat);
  }

  /** Calls of a careless actor: twice, out of order, or with the wrong evidence. */
  #slip(): Draft | undefined {
    const proven = this.#proven().at(-1);
    const slips = this.#slipsOf(this.#chance.pick(this.#known.bids.slice(-5)));
    return this.#chance.pick(proven === undefined ? slips : [...slips, ...this.#slipsOfProven(proven)])();
  }

  #slipsOf(bid: Bid): (() => Draft | undefined)[] {
    const [from, root] = [this.#anybody(), toHex(bid.transcriptRoot)];
    const noSignature = halves(new Uint8Array(64));
    return [
      () => this.#relayed(this.#known.bids.at(-1)!),
      () => {
        const fresh = makeBid(this.#known, this.#chance, this.#domain, this.#time)?.bid;
        if (fresh === undefined) return undefined;
        const args = [fresh.struct, toHex(fresh.transcriptRoot), NO_SEATS, "0x"];
        return this.#call(fresh.struct.proposer, "rollup", "commit", ...args);
      },
      () => {
        const parent = toHex(new Uint8Array(32).fill(7));
        const orphan = makeBid(this.#known, this.#chance, this.#domain, this.#time, parent);
        return orphan === undefined ? undefined : this.#relayed(orphan.bid);
      },
      () => this.#join(BANK, this.#seat(), this.#chance.pick(PAYOUTS)),
      () => {
        const key = halves(publicKeyOf(seatSecret(99)));
        return this.#call(BANK, "registry", "join", ...key, ZERO_ADDRESS, ...noSignature);
      },
      () => this.#call(BANK, "rollup", "deposit", 0, ...L2_KEYS[0], ZERO_ADDRESS, 1n),
      () => this.#call(BANK, "rollup", "seedPool", 1, 0n),
      () => {
        const amount = this.#chance.pick([2n ** 128n, UNLIMITED]);
        return this.#call(BANK, "rollup", "depositBalance", this.#proposer(), amount);
      },
      () => {
        const orderCommitment = `0x${"ff".repeat(32)}`;
        const args = [{ ...bid.struct, orderCommitment }, root, bid.bitmap.words(), "0x"];
        return this.#call(bid.struct.proposer, "rollup", "commit", ...args);
      },
      () => {
        const named = bid.transcriptProof(bid.entries[0]!);
        return this.#call(from, "court", "reportDoubleVote", bid.struct, root, bid.bitmapHash, named, named);
      },
    ];
  }

  #slipsOfProven(bid: Bid): (() => Draft)[] {
    const from = this.#anybody();
    const own = bid.entries.find((entry) => !bid.leftOut.includes(entry));
    const [one, two] = bid.entries as [TranscriptEntry, TranscriptEntry];
    const proven = bid.proven!;
    const report = (entry: TranscriptEntry, shown: TranscriptEntry): Draft => {
      const evidence = [bid.transcriptProof(entry), bid.contributionProof(shown.node)];
      return this.#call(
        from,
        "court",
        "report",
        bid.id,
        toHex(bid.transcriptRoot),
        bid.bitmapHash,
        ...evidence,
      );
    };
    return [
      () => report(one, two),
      () => {
        const contribution = bid.contributionProof(two.node);
        const short = { ...contribution, siblings: contribution.siblings.slice(1) };
        return this.#call(from, "court", "refuseContestPay", bid.id, short);
      },
      () => report(own ?? one, own ?? one),
      () => {
        const node = { ...bid.nodeProof(one), entry: bid.nodeProof(two).entry };
        return this.#call(from, "court", "contest", bid.id, bid.dataHash, proven.proverSetRoot, node);
      },
      () => {
        const node = { ...bid.nodeProof(one), dataHash: bid.bitmapHash };
        return this.#call(from, "court", "contest", bid.id, bid.dataHash, proven.proverSetRoot, node);
      },
      () => {
        const place = BigInt(LEAF_TRANSACTIONS * 2 ** bid.depth);
        return this.#call(from, "rollup", "claimWithdrawals", [{ ...bid.withdrawalClaim(0), place }]);
      },
    ];
  }

  /** A commitment by somebody else, with the proposer's signature. */
  #relayed(bid: Bid): Draft {
    const secret = secretOf(PROPOSERS[PROPOSER_ADDRESSES.indexOf(bid.struct.proposer)]!);
    const [id, hash] = [fromHex(bid.id), fromHex(bid.bitmapHash)];
    const signature = toHex(signCommitment(this.#domain, id, bid.transcriptRoot, hash, secret));
    const args = [bid.struct, toHex(bid.transcriptRoot), bid.bitmap.words(), signature];
    return this.#call(this.#anybody(), "rollup", "commit", ...args);
  }

  /** A call that only another contract may make. */
  #trespass(): Draft {
    const [who, to, seat] = [this.#anybody(), this.#chance.pick(PAYOUTS), this.#seat()];
    return this.#chance.pick([
      () => this.#call(who, "rollup", "fine", this.#proposer(), 0),
      () => this.#call(who, "rollup", "payContest", to, 1n),
      () => this.#call(who, "registry", "hold", seat),
      () => this.#call(who, "registry", "release", seat),
      () => this.#call(who, "registry", "slash", seat, 1n, 5_000, to),
    ])();
  }

  /** Something about one of some, where there are any; mostly of the last ones. */
  #about<T>(some: readonly T[], make: (one: T) => Draft | undefined): Draft | undefined {
    if (some.length === 0) return undefined;
    return make(this.#chance.pick(this.#chance.happens(80) ? some.slice(-5) : some));
  }

  /** Proven bids of rounds that ended with a block; occasionally of others. */
  #final(): Bid[] {
    const { finalAt } = this.#known;
    return this.#chance.happens(10)
      ? this.#proven()
      : this.#proven().filter(({ roundId }) => finalAt.has(roundId));
  }

  /** Bids that may have failed; occasionally others. */
  #over(): Bid[] {
    const { bids, status } = this.#known;
    return this.#chance.happens(15) ? bids : bids.filter(({ roundId }) => roundId < status.roundId).slice(-8);
  }

  #isReportable({ roundId }: Bid): boolean {
    const { reportWindow } = this.#recorder.deployment.courtSettings;
    const end = (this.#known.finalAt.get(roundId) ?? 0n) + BigInt(reportWindow);
    return end >= this.#time || this.#chance.happens(15);
  }

  #proven(): Bid[] {
    return this.#known.bids.filter(({ proven }) => proven !== undefined);
  }

  #cases(state: KnownCase["state"]): KnownCase[] {
    return [...this.#known.cases.values()].filter((one) => one.state === state);
  }

  #anybody(): Hex {
    return this.#chance.pick(CALLERS);
  }

  #proposer(): Hex {
    return this.#chance.pick(PROPOSER_ADDRESSES);
  }

  /** The initial holders of tokens. */
  #user(): Hex {
    return this.#chance.pick([BANK, BANK, ...PROPOSER_ADDRESSES]);
  }

  /** A seat with an open report, if there is one. */
  #reportedSeat(): number {
    const reported = this.#seats().filter(({ reports, exitAt }) => reports > 0 && exitAt === 0n);
    return reported.length > 0 ? this.#chance.pick(reported).seat : this.#seat();
  }

  #seats(): Seat[] {
    return Array.from({ length: this.#known.seats }, (_, seat) => ({
      ...this.#recorder.answer<Prover>(`registry.proverAt ["${seat}n"]`),
      seat,
    }));
  }

  #seat(): number {
    return this.#chance.below(this.#known.seats);
  }

  #amount(most: number): bigint {
    return BigInt(this.#chance.between(1, most));
  }
}

const isNamed = ({ contributions }: ProvenBid, node: number): boolean =>
  contributions.some((one) => nodeNumber(one.node) === node && one.seat !== null);

const halves = (bytes: Uint8Array): [Hex, Hex] => [toHex(bytes.slice(0, 32)), toHex(bytes.slice(32))];
