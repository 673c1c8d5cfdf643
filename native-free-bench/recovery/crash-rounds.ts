/**
 * Kills a trading engine at random moments, starts it again, and compares what it knows with a ledger kept outside (ID-01, ID-04, JR-03,
 * OC-04). Runs in a process of its own; how an engine is started is the caller's.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineClient } from './engine-client.ts';
import { JournalFacts } from './journal-facts.ts';
import { netOf, openOf } from './net-positions.ts';
import { OrderLedger } from './order-ledger.ts';

export interface TradingEngine {
  /** `http://host:port` */
  readonly url: string;
  /** Sends the signal and resolves with the exit code when the process is gone; null when the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null>;
}

export interface CrashOptions {
  /** Always on the same data folder. Resolves when the engine takes clients. */
  start(): Promise<TradingEngine>;
  /** Of the journal, as it will be. */
  readonly journalFolder: string;
  readonly rounds: number;
  /** Of the moments at which it is killed. */
  readonly random: () => number;
  /** A round lasts up to this much longer than it takes to trade. */
  readonly longestMs: number;
  onRound?(text: string): void;
}

export interface CrashFindings {
  /** Everything that was wrong, a line each; empty when nothing was. */
  readonly problems: readonly string[];
  readonly kills: number;
  /** Orders and order events the client was shown. */
  readonly ordersSeen: number;
  readonly eventsSeen: number;
  readonly ordersPlaced: number;
  readonly journalRecords: number;
  /** Positions that were open when the engine was killed, over all rounds. */
  readonly openAtKill: number;
  /** Longest time from the process's start until it took clients, and from there until each of those positions had a live stop or was flat. */
  readonly startMs: number;
  readonly unprotectedMs: number;
}

/** How long a client waits for what must be there after a start. */
const PATIENCE_MS = 30_000;
/** Fills a client sees in a round before the engine may be killed. */
const FILLS_BEFORE_KILL = 20;
const PROBLEMS_SHOWN = 5;

class CrashRun {
  readonly #options: CrashOptions;
  readonly #ledger = new OrderLedger();
  readonly #facts: JournalFacts;
  readonly #problems: string[] = [];
  #openAtKill = 0;
  #startMs = 0;
  #unprotectedMs = 0;

  constructor(options: CrashOptions) {
    this.#options = options;
    this.#facts = new JournalFacts(options.journalFolder);
  }

  async run(): Promise<CrashFindings> {
    const { rounds, random, longestMs, onRound } = this.#options;
    for (let round = 1; round <= rounds; round++) {
      await this.#once('SIGKILL', async (client) => {
        const enough = this.#ledger.fillCount + FILLS_BEFORE_KILL;
        const hasTraded = await client.until(() => this.#ledger.fillCount >= enough, PATIENCE_MS);
        if (!hasTraded) this.#problems.push(`round ${round}: nothing was traded`);
        await sleep(random() * longestMs);
      });
      const open = openOf(netOf(this.#facts, this.#ledger)).length;
      this.#openAtKill += open;
      const { eventCount, orders } = this.#ledger;
      onRound?.(
        `${round}/${rounds} kills, ${orders.size} orders, ${eventCount} events, ${open} open`,
      );
      if (this.#problems.length > 0) break;
    }
    // The last start shows that the last kill was survived too.
    await this.#once('SIGINT', async () => undefined);
    return this.#findings();
  }

  async #once(signal: 'SIGKILL' | 'SIGINT', trade: (client: EngineClient) => Promise<void>) {
    const startMs = performance.now();
    const engine = await this.#options.start();
    const client = await EngineClient.connect(engine.url, this.#ledger);
    try {
      const listeningMs = performance.now();
      this.#startMs = Math.max(this.#startMs, listeningMs - startMs);
      await this.#recovered(client, listeningMs);
      await trade(client);
    } finally {
      const code = await engine.end(signal);
      if (signal === 'SIGINT' && code !== 0) this.#problems.push(`the engine ended with ${code}`);
      await client.ended();
    }
    this.#facts.read();
    this.#note(this.#facts.lost(this.#ledger));
    this.#note(this.#facts.duplicates());
    this.#note(this.#ledger.conflicts);
  }

  /** Every position is what the orders say, and each that was open has a live stop. */
  async #recovered(client: EngineClient, listeningMs: number): Promise<void> {
    const before = netOf(this.#facts, this.#ledger);
    const unprotected = new Set(openOf(before));
    const unequal = new Set(before.keys());
    const look = () => {
      const now = netOf(this.#facts, this.#ledger);
      for (const instrument of unequal) {
        const shown = client.positions.get(instrument)?.netQuantity ?? 0;
        if (shown === (now.get(instrument) ?? 0)) unequal.delete(instrument);
      }
      for (const instrument of unprotected) {
        if (client.positions.get(instrument)?.isProtected !== true) continue;
        unprotected.delete(instrument);
        this.#unprotectedMs = Math.max(this.#unprotectedMs, performance.now() - listeningMs);
      }
      return unequal.size + unprotected.size === 0;
    };
    if (await client.until(look, PATIENCE_MS)) return;
    for (const instrument of unequal) {
      const shown = client.positions.get(instrument)?.netQuantity ?? 'nothing';
      const now = netOf(this.#facts, this.#ledger).get(instrument) ?? 0;
      this.#problems.push(`${instrument}: the engine holds ${shown}, its orders make ${now}`);
    }
    for (const instrument of unprotected) this.#problems.push(`${instrument} has no live stop`);
  }

  #note(problems: readonly string[]): void {
    this.#problems.push(...problems.slice(0, PROBLEMS_SHOWN));
  }

  #findings(): CrashFindings {
    return {
      problems: this.#problems,
      kills: this.#options.rounds,
      ordersSeen: this.#ledger.orders.size,
      eventsSeen: this.#ledger.eventCount,
      ordersPlaced: this.#facts.places.size,
      journalRecords: this.#facts.records,
      openAtKill: this.#openAtKill,
      startMs: this.#startMs,
      unprotectedMs: this.#unprotectedMs,
    };
  }
}

export function runCrashRounds(options: CrashOptions): Promise<CrashFindings> {
  return new CrashRun(options).run();
}
