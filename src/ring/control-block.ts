/**
 * The control block: the kill latch, and per thread its command, its state and the start of its running duty cycle.
 *
 *   line 0       kill latch, halt word, reconciled flag, flatten request, clock fault
 *   line 1 + t   thread t: command, state, and as f64 the start of its cycle in ns (0 while idle)
 */
import { f64At } from '../domain/cells.ts';
import { LINE_BYTES, LINE_WORDS } from './words.ts';

export const COMMAND_HOLD = 0;
export const COMMAND_RUN = 1;
/** Finish what is in the rings, then end. */
export const COMMAND_DRAIN = 2;

export const STATE_STARTING = 0;
export const STATE_RUNNING = 1;
export const STATE_STOPPED = 2;

const HALT_WORD = 1;
const RECONCILED_WORD = 2;
const FLATTEN_WORD = 3;
const CLOCK_WORD = 4;
const COMMAND_WORD = 0;
const STATE_WORD = 1;
const CYCLE_START_F64 = 4;

export class ControlBlock {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;

  constructor(threads: number, buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer((1 + threads) * LINE_BYTES);
    this.words = new Int32Array(this.buffer);
    this.numbers = new Float64Array(this.buffer);
  }

  /** Every submitter reads it immediately before it submits. */
  isKilled(): boolean {
    return Atomics.load(this.words, 0) !== 0;
  }

  /** Latches. Only an operator's reset clears it, see `clearKill`. */
  kill(): void {
    Atomics.store(this.words, 0, 1);
  }

  clearKill(): void {
    Atomics.store(this.words, 0, 0);
  }

  /** The engine is going down and must not open anything; unlike the kill latch it closes nothing and is forgotten with the process. */
  isHalted(): boolean {
    return Atomics.load(this.words, HALT_WORD) !== 0;
  }

  halt(): void {
    Atomics.store(this.words, HALT_WORD, 1);
  }

  /** The order core's word: the venue's books agree with ours. */
  isReconciled(): boolean {
    return Atomics.load(this.words, RECONCILED_WORD) !== 0;
  }

  setReconciled(isReconciled: boolean): void {
    Atomics.store(this.words, RECONCILED_WORD, isReconciled ? 1 : 0);
  }

  /** Risk asks the order core to close everything, for the cause of this number; 0 for none. */
  flattenCause(): number {
    return Atomics.load(this.words, FLATTEN_WORD);
  }

  requestFlatten(cause: number): void {
    Atomics.store(this.words, FLATTEN_WORD, cause);
  }

  /** Ingest's word: the fault of this number was found in the host's clock; 0 for none. It stands until the process ends. */
  clockFault(): number {
    return Atomics.load(this.words, CLOCK_WORD);
  }

  setClockFault(fault: number): void {
    Atomics.store(this.words, CLOCK_WORD, fault);
  }

  command(thread: number): number {
    return Atomics.load(this.words, this.line(thread) + COMMAND_WORD);
  }

  setCommand(thread: number, command: number): void {
    Atomics.store(this.words, this.line(thread) + COMMAND_WORD, command);
    Atomics.notify(this.words, this.line(thread) + COMMAND_WORD);
  }

  /** Blocks a starting thread until it is told to run. */
  waitWhileHeld(thread: number, timeoutMs: number): void {
    Atomics.wait(this.words, this.line(thread) + COMMAND_WORD, COMMAND_HOLD, timeoutMs);
  }

  state(thread: number): number {
    return Atomics.load(this.words, this.line(thread) + STATE_WORD);
  }

  setState(thread: number, state: number): void {
    Atomics.store(this.words, this.line(thread) + STATE_WORD, state);
  }

  /** Start of the duty cycle that runs now, ns since engine start; 0 when the thread is idle. A plain, late-tolerant read. */
  cycleStartNs(thread: number): number {
    return f64At(this.numbers, this.line(thread) / 2 + CYCLE_START_F64);
  }

  setCycleStart(thread: number, timeNs: number): void {
    this.numbers[this.line(thread) / 2 + CYCLE_START_F64] = timeNs;
  }

  private line(thread: number): number {
    return (1 + thread) * LINE_WORDS;
  }
}
