import type { TrellisError } from "@trellis/protocol";
import { createPublicClient, custom, isHex, numberToHex, type PublicClient } from "viem";
import { disagreement, parties, sharedHeight, type ToldHead } from "./agreement.ts";
import { fault, type Question } from "./askProvider.ts";
import { L1Url } from "./L1Url.ts";
import { Provider, type ProviderChange, type ProviderError, type ProviderTime } from "./Provider.ts";
import { type ProviderFault, providerFault } from "./providerFault.ts";
import { ranked } from "./ranked.ts";

/** What differs between a node, a command and a test. */
export interface L1ConnectionInit {
  /** Called when a provider goes down or comes back: once a change. */
  readonly onChange?: (change: ProviderChange) => void;
  /** Called with each question that a provider does not answer. */
  readonly onError?: (failure: ProviderError) => void;
  readonly time?: ProviderTime;
  /** Id of the chain that all providers must serve; by default the one that the first answer tells. */
  readonly chainId?: number | undefined;
}

const SYSTEM_TIME: ProviderTime = {
  clock: Date.now,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** How long a question waits for a paused provider before it fails. Milliseconds. */
const PATIENCE_MS = 2_000;
/** Pauses while a block that others know has not reached the answering backend. Milliseconds. */
const BEHIND_MS = [50, 100, 200, 400, 800];
/** Faults after which another provider may still have the answer. */
const ELSEWHERE: readonly ProviderFault[] = ["unreachable", "throttled", "pruned", "behind", "foreign"];
/** How long providers are held to agree. Milliseconds. */
const AGREED_MS = 5_000;

/**
 * The way to L1: one provider, or several of which the healthiest is asked. URLs with their keys end here. What it throws is safe to show.
 */
export class L1Connection {
  /** Typed calls over this connection. */
  readonly public: PublicClient;
  readonly providers: readonly Provider[];
  readonly #time: ProviderTime;
  #isChainKnown = false;
  #agreedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param urls - providers, the preferred one first.
   * @throws TRL-L1-047 if a URL is none.
   */
  constructor(
    urls: string | readonly string[],
    { onChange = () => {}, onError, time = SYSTEM_TIME, chainId }: L1ConnectionInit = {},
  ) {
    this.#time = time;
    const list = typeof urls === "string" ? [urls] : urls;
    this.providers = list.map((url) => new Provider(new L1Url(url), time, onChange, onError));
    if (chainId !== undefined) this.#expectChain(BigInt(chainId));
    const request = (question: Question): Promise<unknown> => this.request(question);
    this.public = createPublicClient({
      transport: custom({ request }, { retryCount: 0 }),
      cacheTime: 0,
      ccipRead: false,
    }) as PublicClient;
  }

  /**
   * Asks L1. A provider that does not answer is left for the next one, and a short pause is waited out.
   * @throws TRL-L1-040 to 046 if no provider answers; viem's RpcRequestError for what contracts or L1's rules refuse.
   */
  async request(question: Question): Promise<unknown> {
    const until = this.#time.clock() + PATIENCE_MS;
    const tried = new Set<Provider>();
    let late = 0;
    let failure: unknown;
    for (;;) {
      const provider = this.#best(tried);
      if (provider === undefined) {
        const isBehind = providerFault(failure) === "behind";
        const pause = isBehind ? this.#behindPause(late++) : this.#untilNext();
        const isOver = pause === undefined || (!isBehind && this.#time.clock() + pause > until);
        const reason = failure ?? this.#pause();
        if (isOver && reason !== undefined) throw reason;
        await this.#time.wait(pause ?? 0);
        tried.clear();
        continue;
      }
      tried.add(provider);
      try {
        const answer = await provider.ask(question);
        this.#learn(provider, question, answer);
        if (answer === null && this.#exists(question))
          throw fault("behind", provider.url, "it does not know the block");
        return answer;
      } catch (error) {
        const kind = providerFault(error);
        if (kind === undefined || !ELSEWHERE.includes(kind)) throw error;
        if (kind === "pruned" && tried.size === this.providers.length) throw error;
        failure = error;
      }
    }
  }

  #best(tried: ReadonlySet<Provider>): Provider | undefined {
    const free = this.providers.filter((provider) => !tried.has(provider) && provider.pause === undefined);
    return ranked(free)[0];
  }

  /** Milliseconds before a backend that lags is asked again; undefined after the last time. Questions in step would meet the same backends. */
  #behindPause(times: number): number | undefined {
    const pause = BEHIND_MS[times];
    return pause && pause * (0.5 + this.#time.random());
  }

  /** The latest block that a provider has told of lately; 0 if none has. */
  get head(): bigint {
    const heads = this.providers.map(({ head }) => head).sort((a, b) => Number(b - a));
    return heads[0] ?? 0n;
  }

  /** Milliseconds until a provider may be asked again. */
  #untilNext(): number {
    const next = Math.min(...this.providers.map(({ pausedUntil }) => pausedUntil));
    return Math.max(0, next - this.#time.clock());
  }

  #pause(): TrellisError | undefined {
    return this.providers.map(({ pause }) => pause).find((pause) => pause !== undefined);
  }

  /** Whether a block that is asked for is known to exist: a backend of this provider, or another one, has told of a later one. */
  #exists({ method, params }: Question): boolean {
    const [block] = (params ?? []) as readonly unknown[];
    if (method === "eth_getBlockReceipts") return true;
    if (method !== "eth_getBlockByNumber" || typeof block !== "string" || !block.startsWith("0x"))
      return false;
    return this.providers.some(({ head }) => BigInt(block) <= head);
  }

  /**
   * Asks before money is spent whether two providers are on one chain. With one provider, or one that answers, there is nothing to compare.
   * A provider that stands alone against two is left alone.
   * @throws TRL-L1-044 if no two agree about the latest block that two of them have.
   */
  async requireAgreement(): Promise<void> {
    const now = this.#time.clock();
    if (this.providers.length < 2 || now < this.#agreedAt + AGREED_MS) return;
    const heads = await this.#tellAll("latest");
    const height = sharedHeight(heads);
    if (height === undefined) return;
    const told = await this.#tellAll(numberToHex(height));
    // One that has gone away meanwhile is not asked again.
    if (told.length < 2) return;
    const { agreeing, others } = parties(told);
    const error = disagreement(height, told);
    if (agreeing.length < 2) throw error;
    for (const provider of this.providers) {
      if (others.includes(provider.url.label) && !agreeing.includes(provider.url.label))
        provider.putAside(error);
    }
    this.#agreedAt = now;
  }

  /** What each provider that answers tells of a block. */
  async #tellAll(block: string): Promise<ToldHead[]> {
    const question = { method: "eth_getBlockByNumber", params: [block, false] };
    const told = this.providers.map(async (provider): Promise<ToldHead[]> => {
      const answer = await provider.ask(question).catch(() => null);
      const { number, hash } = (answer ?? {}) as { readonly number?: unknown; readonly hash?: unknown };
      if (!isHex(number) || !isHex(hash)) return [];
      if (block === "latest") provider.told(BigInt(number));
      return [{ provider: provider.url.label, number: BigInt(number), hash }];
    });
    return (await Promise.all(told)).flat();
  }

  #expectChain(chainId: bigint): void {
    this.#isChainKnown = true;
    for (const provider of this.providers) provider.expectChain(chainId);
  }

  /** Answers that pass by tell how far each provider has come, and which chain the others must serve. */
  #learn(provider: Provider, { method, params }: Question, answer: unknown): void {
    if (method === "eth_chainId" && !this.#isChainKnown && isHex(answer)) this.#expectChain(BigInt(answer));
    const isLatest = method === "eth_getBlockByNumber" && (params as readonly unknown[])?.[0] === "latest";
    const head =
      method === "eth_blockNumber"
        ? answer
        : isLatest
          ? (answer as { number?: unknown } | null)?.number
          : undefined;
    if (typeof head === "string" && /^0x[0-9a-f]{1,16}$/i.test(head)) provider.told(BigInt(head));
  }
}
