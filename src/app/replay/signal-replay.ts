/** The strategies of a recorded session, made again: what each said, to compare with what risk took. Replay. */
import type { StrategyAssignment } from '../../contract/messages.ts';
import type { StateImage } from '../../domain/journal-row.ts';
import type { Signal } from '../../domain/order/types.ts';
import { createStrategyCore, type StrategyCore } from '../../domain/strategy/strategy-core.ts';
import type { StationInit } from '../../threads/station-options.ts';
import { SEQUENCES_PER_INCARNATION, strategySpecs } from '../../threads/strategy-specs.ts';
import type { RecordedTicks } from './recorded-ticks.ts';

/** `lost`: said and never taken, for a full queue refuses. `restarted`: its thread was, and what it remembered is gone. */
export type SignalAnswer = Signal | 'restarted' | undefined;

export class SignalReplay {
  readonly #core: StrategyCore;
  readonly #ticks: RecordedTicks;
  readonly #said = new Map<number, Signal[]>();
  readonly #firstSequences: ReadonlyMap<number, number>;
  readonly #restarted = new Set<string>();
  readonly #names: ReadonlyMap<number, string>;
  #lost = 0;

  constructor(init: StationInit, image: StateImage, ticks: RecordedTicks) {
    const specs = strategySpecs(init.strategies as readonly StrategyAssignment[], image, 0);
    this.#ticks = ticks;
    this.#firstSequences = new Map(
      specs.map(({ index, firstSequence = 1 }) => [index, firstSequence]),
    );
    this.#names = new Map(specs.map(({ index, id }) => [index, id]));
    this.#core = createStrategyCore({
      strategies: specs,
      instruments: init.instruments,
      effects: {
        signal: (signal) => {
          const said = this.#said.get(signal.strategyIndex);
          if (said === undefined) this.#said.set(signal.strategyIndex, [signal]);
          else said.push(signal);
        },
      },
    });
  }

  /** Signals that were said again and that risk never took. */
  get lost(): number {
    return this.#lost;
  }

  /** Ids of the strategies whose thread was started again within the session. */
  get restarted(): readonly string[] {
    return [...this.#restarted];
  }

  /** What the strategy says where risk took `taken`; undefined when it says nothing. Throws `recording_incomplete`. */
  answer(taken: Signal): SignalAnswer {
    const { strategyIndex, sequence, originTickSequence } = taken;
    const first = this.#firstSequences.get(strategyIndex) ?? 1;
    if (sequence >= first + SEQUENCES_PER_INCARNATION) {
      this.#restarted.add(this.#names.get(strategyIndex) ?? String(strategyIndex));
      return 'restarted';
    }
    while (this.#ticks.handled <= originTickSequence) {
      const tick = this.#ticks.next();
      if (tick === undefined) break;
      this.#core.onTick(tick);
    }
    const said = this.#said.get(strategyIndex) ?? [];
    while ((said[0]?.sequence ?? sequence) < sequence) {
      said.shift();
      this.#lost++;
    }
    return said[0]?.sequence === sequence ? said.shift() : undefined;
  }

  close(): void {
    this.#ticks.close();
  }
}
