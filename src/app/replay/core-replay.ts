/** One core stepped through its recorded inputs and ticks, its rows compared step by step with the recorded ones. Replay. */
import type { Tick } from '../../domain/tick/tick.ts';
import type { StoredStep } from '../../journal/journal-reader.ts';
import { type MadeRows, type RowDifference, stepDifference } from './made-rows.ts';
import type { RecordedTicks } from './recorded-ticks.ts';
import { ticksBefore } from './row-owner.ts';

/** What is special about a core: its station and which door each input goes through. */
export interface ReplayedCore {
  readonly made: MadeRows;
  onTick(tick: Tick): void;
  /** Gives the station the input that begins the step. */
  give(step: StoredStep): void;
}

export interface FoundDifference extends RowDifference {
  /** What the core was given before. */
  readonly input: string;
}

type MadeStep = ReturnType<MadeRows['take']>;

export class CoreReplay {
  readonly #core: ReplayedCore;
  readonly #ticks: RecordedTicks;
  #input = 'the state the session began with';
  #inputs = 0;

  constructor(core: ReplayedCore, ticks: RecordedTicks) {
    this.#core = core;
    this.#ticks = ticks;
  }

  get inputs(): number {
    return this.#inputs;
  }

  get ticks(): number {
    return this.#ticks.handled;
  }

  get input(): string {
    return this.#input;
  }

  /** Makes the step again; the rows it made, or where they differ first. Throws `recording_incomplete`. */
  step(recorded: StoredStep): MadeStep | FoundDifference {
    const first = recorded[0];
    const before = first === undefined ? undefined : ticksBefore(first);
    if (first === undefined || before === undefined) this.#tickUntilRows();
    else {
      while (this.#ticks.handled < before && this.#core.made.count === 0) this.#tick();
      if (this.#core.made.count === 0) {
        this.#core.give(recorded);
        this.#inputs++;
        this.#input = `${first.kind.kind} of record ${first.sequence}, after ${before} ticks`;
      }
    }
    return this.compare(recorded);
  }

  /** The rows made since the last step against `recorded`. */
  compare(recorded: StoredStep): MadeStep | FoundDifference {
    const made = this.#core.made.take();
    const difference = stepDifference(recorded, made);
    return difference === undefined ? made : { ...difference, input: this.#input };
  }

  close(): void {
    this.#ticks.close();
  }

  #tickUntilRows(): void {
    while (this.#core.made.count === 0 && this.#tick());
  }

  #tick(): boolean {
    const tick = this.#ticks.next();
    if (tick === undefined) return false;
    this.#core.onTick(tick);
    if (this.#core.made.count > 0) this.#input = `tick ${tick.sequence}`;
    return true;
  }
}

export function isDifference(answer: MadeStep | FoundDifference): answer is FoundDifference {
  return 'field' in answer;
}
