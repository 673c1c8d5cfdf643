/** LG-01 to LG-04: no start is armed, no confirmation outlives its start, nothing opens in CUSTODY, and what ends LIVE ends it. */
import type { ArmCapability } from '../../../src/domain/session/arm-authority.ts';
import type { SessionMode } from '../../../src/domain/session/session-mode.ts';
import type { ModeDecision, TradingMode } from '../../../src/domain/session/trading-mode.ts';
import { type CheckContext, check } from './check-context.ts';

/** A stop of the process fits in. */
const LIVE_SECONDS_MOST = 15;

export class ModeChecks {
  readonly #context: CheckContext;
  /** What the newest arming of an earlier start, or of this one, put into a hand. */
  #capability: ArmCapability | null = null;
  #liveSeconds = 0;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  /** A new process; `before`: the newest mode in the journal. */
  onStart(mode: SessionMode, before: TradingMode | ''): void {
    const { marks } = this.#context;
    const now = mode.state.mode;
    marks.hit(`mode.start.${before === '' ? 'new' : before}-${now}`);
    check(now !== 'live', 'LG-01', () => 'a start is LIVE');
    check(
      now === 'paper' || (before !== '' && before !== 'paper'),
      'LG-01',
      () => `a start is ${now} after ${before}`,
    );
    this.#checkVoid(mode);
    this.#liveSeconds = 0;
  }

  /** A human armed; `isSound`: with today’s phrase. */
  onArmed(mode: SessionMode, { events, refusals }: ModeDecision, isSound: boolean): void {
    const isArmed = events.length > 0;
    this.#context.marks.hit(isArmed ? 'mode.armed' : `mode.refused.${refusals[0]}`);
    check(isSound || !isArmed, 'LG-02', () => 'LIVE is armed by the phrase of another day');
    check(
      isArmed === (mode.state.mode === 'live') || refusals.includes('already_live'),
      'LG-02',
      () => `the answer was ${refusals.join(', ')} and the mode is ${mode.state.mode}`,
    );
    if (isArmed) this.#capability = mode.authority.current;
  }

  /** LIVE ended, or CUSTODY did. */
  onChanged(mode: SessionMode): void {
    this.#context.marks.hit(`mode.${mode.state.mode}.${mode.state.cause}`);
    if (mode.state.mode !== 'live') this.#checkVoid(mode);
  }

  /** An order that opens is about to leave. */
  onOpening(mode: SessionMode, orderId: number): void {
    check(mode.allowsEntries, 'LG-03', () => `${orderId} opens a position in CUSTODY`);
  }

  /** `isOver`: something holds that ends LIVE. */
  onSecond(mode: SessionMode, isOver: boolean): void {
    const isLive = mode.state.mode === 'live';
    this.#liveSeconds = isLive && isOver ? this.#liveSeconds + 1 : 0;
    check(
      this.#liveSeconds <= LIVE_SECONDS_MOST,
      'LG-04',
      () => `LIVE goes on for ${this.#liveSeconds} seconds after what ends it`,
    );
  }

  #checkVoid(mode: SessionMode): void {
    const held = this.#capability;
    const isVoid = !mode.authority.permits(held, false) && !mode.authority.permits(held, true);
    check(isVoid, 'LG-03', () => 'what LIVE was armed with is worth something after its end');
    if (held !== null) this.#context.marks.hit('mode.confirmationVoid');
  }
}
