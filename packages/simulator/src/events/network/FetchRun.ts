import type { RandomStream } from "../../random/RandomStream.ts";
import { Agenda } from "./Agenda.ts";
import { gossipRun, type Publication, type SideTraffic, type Spread } from "./GossipRun.ts";
import { type PeerMachines, type Peers, type PeerTraits, Tally } from "./PeerMachines.ts";

/** How proofs are asked for. `packages/gossip` has the values (`proofLimits`). */
export interface FetchRules {
  /** Peers that a request may pass behind the first one. */
  readonly hops: number;
  /** How many peers are asked, one after the other: for the peer itself, and for another one. */
  readonly sources: { readonly own: number; readonly passing: number };
  /** Milliseconds. `behind` is how long a request waits for a search that may be what has led to it. */
  readonly times: { readonly answer: number; readonly hop: number; readonly behind: number };
  /** For how long a peer that did not answer in time is asked after others, milliseconds. */
  readonly tardyMs: number;
  /** Bytes of a request. */
  readonly requestBytes: number;
}

/** A proof that a notice tells of. */
export interface ToldProof {
  /** The publication that has the notice. Its publisher has the proof. */
  readonly message: number;
  readonly bytes: number;
  /** How long each peer that gets it holds it against its notice, milliseconds. */
  readonly checkMs: number;
  /** Peers that need it. Each asks as soon as it has accepted the notice. */
  readonly wantedBy: readonly number[];
}

/** How one peer that needs a proof fared. */
export interface Fetch {
  readonly proof: number;
  readonly peer: number;
  /** When it knew of the proof, milliseconds from the start. */
  readonly toldAt: number;
  /** When it had the proof and had verified it, or had asked in vain. */
  readonly endedAt: number;
  /** Peers that the proof passed, with the one that had it; 0 if it was here already, undefined if it did not come. */
  readonly hops: number | undefined;
}

/** What a run of fetches says. */
export interface Fetches {
  /** Of the notices. */
  readonly spread: Spread;
  /** In the order in which they ended. Peers that made the proof, or never heard of it, are not among them. */
  readonly fetches: readonly Fetch[];
  /** What requests and proofs took, and verifying. Not the notices. */
  readonly tally: Tally;
}

/** What {@link fetchRun} plays. */
export interface FetchSetting {
  readonly graph: Peers;
  /** One for each peer. */
  readonly traits: readonly PeerTraits[];
  /** Messages with notices. */
  readonly notices: readonly Publication[];
  readonly proofs: readonly ToldProof[];
  readonly rules: FetchRules;
  /** How long a peer verifies a proof that it needs, milliseconds. */
  readonly verifyMs: number;
  /** Whether a peer answers requests. */
  readonly answers: (peer: number) => boolean;
  /** Chooses whom a peer asks after the one that told it. */
  readonly random: RandomStream;
}

/**
 * Plays notices, and fetches of the proofs that they tell of, on the same machines. A peer asks the one that brought it the notice, then
 * others by chance. Who is asked and has no such proof asks on in the same way, and keeps what comes. Leaves out: bounds of requests,
 * streams and memory, wrong answers, and further tries after one in vain.
 */
export function fetchRun(setting: FetchSetting): Fetches {
  const { graph, traits, notices } = setting;
  let run: FetchRun | undefined;
  const spread = gossipRun(graph, traits, notices, (machines) => {
    run = new FetchRun(setting, machines);
    return run;
  });
  return { spread, fetches: run!.fetches, tally: run!.tally };
}

/** Who waits for a search: the peer itself, or one that has asked it. Called with the peers that the proof has passed, or in vain. */
type Waiter = (now: number, hops: number | undefined) => void;

/** A question to one peer. */
interface Question {
  readonly source: number;
  isOpen: boolean;
  /** Tells the one that was asked that nobody waits any more. */
  leave: ((now: number) => void) | undefined;
}

/** A peer's search for a proof. */
interface Search {
  readonly proof: number;
  readonly peer: number;
  /** Hops that each peer that is asked may still pass. */
  readonly hops: number;
  /** Peers that are still to be asked. */
  readonly sources: number[];
  readonly waiting: Set<Waiter>;
  question: Question | undefined;
}

/** No peer has told of it. */
const NOBODY = 65_535;
/** The end of a stream. */
const CUT_BYTES = 0;

class FetchRun implements SideTraffic {
  readonly fetches: Fetch[] = [];
  readonly tally: Tally;
  readonly #setting: FetchSetting;
  readonly #machines: PeerMachines;
  readonly #agenda = new Agenda();
  readonly #proofsOf: readonly (readonly number[])[];
  /** Who brought each message to each peer, by message times peers plus peer. */
  readonly #tellers: Uint16Array;
  /** Proofs that peers hold, and searches of peers, by proof times peers plus peer. */
  readonly #held = new Set<number>();
  readonly #searches = new Map<number, Search>();
  /** When one peer did not answer another in time, by asker times peers plus the one that was asked. */
  readonly #tardy = new Map<number, number>();

  constructor(setting: FetchSetting, machines: PeerMachines) {
    const { graph, notices, proofs } = setting;
    this.#setting = setting;
    this.#machines = machines;
    this.tally = new Tally(graph.peers);
    this.#tellers = new Uint16Array(notices.length * graph.peers).fill(NOBODY);
    const proofsOf: number[][] = notices.map(() => []);
    proofs.forEach(({ message }, proof) => {
      proofsOf[message]!.push(proof);
    });
    this.#proofsOf = proofsOf;
  }

  get time(): number {
    return this.#agenda.time;
  }

  play(): void {
    this.#agenda.play();
  }

  accepted(now: number, message: number, peer: number, from: number): void {
    this.#tellers[message * this.#setting.graph.peers + peer] = from;
    for (const proof of this.#proofsOf[message]!) {
      if (peer === from) this.#held.add(this.#cell(proof, peer));
      else if (this.#setting.proofs[proof]!.wantedBy.includes(peer)) this.#want(now, now, proof, peer);
    }
  }

  #cell(proof: number, peer: number): number {
    return proof * this.#setting.graph.peers + peer;
  }

  /** How long an answer may take that passes so many hops. */
  #patience(hops: number): number {
    const { answer, hop } = this.#setting.rules.times;
    return answer + hops * hop;
  }

  #want(toldAt: number, now: number, proof: number, peer: number): void {
    const { rules, verifyMs } = this.#setting;
    const { hops, sources } = rules;
    const cell = this.#cell(proof, peer);
    const finish: Waiter = (time, passed) => {
      const endedAt = passed === undefined ? time : this.#machines.work(this.tally, time, peer, verifyMs);
      this.fetches.push({ proof, peer, toldAt, endedAt, hops: passed });
    };
    if (this.#held.has(cell)) {
      finish(now, 0);
      return;
    }
    const running = this.#searches.get(cell);
    const reach = running?.hops ?? hops;
    const search = running ?? this.#begin(now, { proof, peer, hops, most: sources.own });
    search.waiting.add((time, passed) => {
      // A search for another peer does not reach as far.
      if (passed === undefined && reach < hops) this.#want(toldAt, time, proof, peer);
      else finish(time, passed);
    });
  }

  /** The search begins when its first waiter has been added. */
  #begin(
    now: number,
    plan: {
      readonly proof: number;
      readonly peer: number;
      readonly hops: number;
      readonly most: number;
      readonly except?: number;
    },
  ): Search {
    const { proof, peer, hops, most, except } = plan;
    const sources = this.#sourcesOf(now, proof, peer, except).slice(0, most);
    const search: Search = { proof, peer, hops, sources, waiting: new Set(), question: undefined };
    this.#searches.set(this.#cell(proof, peer), search);
    this.#agenda.at(now, (time) => this.#askNext(time, search));
    return search;
  }

  /** The peer that told of the proof, then others by chance. Those that were silent come last. */
  #sourcesOf(now: number, proof: number, peer: number, except: number | undefined): number[] {
    const { graph, proofs, rules, random } = this.#setting;
    const connections = graph.connectionsOf(peer);
    const teller = this.#tellers[this.#cell(proofs[proof]!.message, peer)]!;
    const others = Array.from(random.order(connections.length), (place) => connections[place]!);
    const all = [...new Set([teller, ...others])].filter((other) => other !== except);
    const isTardy = (other: number): boolean =>
      now - (this.#tardy.get(peer * graph.peers + other) ?? Number.NEGATIVE_INFINITY) < rules.tardyMs;
    return [...all.filter((other) => !isTardy(other)), ...all.filter(isTardy)];
  }

  #askNext(now: number, search: Search): void {
    if (this.#searches.get(this.#cell(search.proof, search.peer)) !== search) return;
    const source = search.sources.shift();
    if (source === undefined) this.#end(now, search, undefined);
    else this.#ask(now, search, source);
  }

  #ask(now: number, search: Search, source: number): void {
    const { graph, rules } = this.#setting;
    const { proof, peer, hops } = search;
    const question: Question = { source, isOpen: true, leave: undefined };
    search.question = question;
    this.#agenda.at(now + this.#patience(hops), (time) => {
      if (!question.isOpen) return;
      this.#tardy.set(peer * graph.peers + source, time);
      this.#close(time, peer, question);
      this.#askNext(time, search);
    });
    const answer: Waiter = (time, passed) => {
      const { bytes, checkMs } = this.#setting.proofs[proof]!;
      const isFound = passed !== undefined;
      this.#send(time, source, peer, isFound ? bytes : CUT_BYTES, isFound ? checkMs : 0, (arrived) => {
        if (!question.isOpen) return;
        question.isOpen = false;
        this.#tardy.delete(peer * graph.peers + source);
        if (!isFound) this.#askNext(arrived, search);
        else this.#end(arrived, search, passed + 1);
      });
    };
    this.#send(now, peer, source, rules.requestBytes, 0, (arrived) =>
      this.#serve(arrived, { proof, peer: source, asker: peer, hops, question, answer }),
    );
  }

  /** Sends something, and goes on when the other peer's event loop has taken it and has done some work on it. */
  #send(
    now: number,
    from: number,
    to: number,
    bytes: number,
    workMs: number,
    then: (now: number) => void,
  ): void {
    this.#agenda.at(this.#machines.send(this.tally, now, from, to, bytes), (time) => {
      const arrived = this.#machines.receive(this.tally, time, to, bytes);
      this.#agenda.at(this.#machines.work(this.tally, arrived, to, workMs), then);
    });
  }

  /** Who asked does not wait any more, and says so. */
  #close(now: number, asker: number, question: Question): void {
    question.isOpen = false;
    this.#send(now, asker, question.source, CUT_BYTES, 0, (time) => question.leave?.(time));
  }

  #serve(
    now: number,
    request: {
      readonly proof: number;
      readonly peer: number;
      readonly asker: number;
      readonly hops: number;
      readonly question: Question;
      readonly answer: Waiter;
    },
  ): void {
    const { proofs, rules, answers } = this.#setting;
    const { proof, peer, asker, hops, question, answer } = request;
    if (!answers(peer)) return;
    const cell = this.#cell(proof, peer);
    if (this.#held.has(cell)) {
      answer(now, 0);
      return;
    }
    const isTold = this.#tellers[this.#cell(proofs[proof]!.message, peer)] !== NOBODY;
    if (!isTold || hops === 0) {
      answer(now, undefined);
      return;
    }
    const running = this.#searches.get(cell);
    // What a search has led to has fewer hops left than the search.
    const isBehind = running !== undefined && hops <= running.hops;
    const patience = isBehind ? rules.times.behind : this.#patience(hops);
    const plan = { proof, peer, hops: hops - 1, most: rules.sources.passing, except: asker };
    const search = running ?? this.#begin(now, plan);
    search.waiting.add(answer);
    question.leave = (time) => this.#leave(time, search, answer);
    this.#agenda.at(now + patience, (time) => {
      if (this.#leave(time, search, answer)) answer(time, undefined);
    });
  }

  /** Returns whether it was still waiting. A search for which nobody waits ends. */
  #leave(now: number, search: Search, waiter: Waiter): boolean {
    const { proof, peer, waiting, question } = search;
    if (!waiting.delete(waiter)) return false;
    if (waiting.size > 0) return true;
    this.#searches.delete(this.#cell(proof, peer));
    if (question?.isOpen) this.#close(now, peer, question);
    return true;
  }

  #end(now: number, search: Search, hops: number | undefined): void {
    const cell = this.#cell(search.proof, search.peer);
    // The proof has come, but nobody waits for this search any more.
    if (this.#searches.get(cell) !== search) return;
    this.#searches.delete(cell);
    if (hops !== undefined) this.#held.add(cell);
    const waiting = [...search.waiting];
    search.waiting.clear();
    for (const waiter of waiting) waiter(now, hops);
  }
}
