/** One reader's way through the ticks of a recording, all of them, in order. Replay: each core has its own. */
import { TICK } from '../../contract/records/tick.ts';
import type { Tick } from '../../domain/tick/tick.ts';
import { type RecordedBlock, RecordingReader } from '../../feed/recorded/recording-reader.ts';
import { TickView } from '../../ring/tick-view.ts';
import { ReplayError } from './replay-error.ts';

export class RecordedTicks {
  readonly #reader: RecordingReader;
  #block: RecordedBlock | undefined;
  #tick: TickView | undefined;
  /** Of the next tick within its block. */
  #at = 0;
  #handled = 0;

  constructor(path: string) {
    this.#reader = RecordingReader.open(path);
  }

  /** Ticks given so far: the sequence of the next one. */
  get handled(): number {
    return this.#handled;
  }

  /**
   * The next tick, an object that is loaded again and again; undefined behind the last one there was. Throws `recording_incomplete` where
   * ticks were not recorded.
   */
  next(): Tick | undefined {
    if (this.#block === undefined || this.#at === this.#block.count) {
      if (!this.#load()) return undefined;
    }
    const { sequence } = this.#block as RecordedBlock;
    const tick = this.#tick as TickView;
    tick.moveTo(this.#at * TICK.words, sequence + this.#at);
    this.#at++;
    this.#handled++;
    return tick;
  }

  close(): void {
    this.#reader.close();
  }

  #load(): boolean {
    const block = this.#reader.next();
    if (block === undefined) {
      if (this.#reader.isComplete && this.#reader.gaps === 0) return false;
      throw incomplete(
        `The recording ends after tick ${this.#handled - 1}: the engine was ended by force or the recorder was too late`,
      );
    }
    if (block.sequence !== this.#handled) {
      throw incomplete(
        `Ticks ${this.#handled} to ${block.sequence - 1} were not recorded, for the disk was too slow`,
      );
    }
    this.#block = block;
    this.#tick = new TickView(block.records);
    this.#at = 0;
    return true;
  }
}

function incomplete(what: string): ReplayError {
  return new ReplayError('recording_incomplete', `${what}; a session is replayed from every tick.`);
}
