/** A GTT book with its effects recorded. */
import type { GttRequest } from '../../src/domain/order/gtt/gtt.ts';
import { GttBook } from '../../src/domain/order/gtt/gtt-book.ts';
import { DEFAULT_GTT_SETTINGS, type GttSettings } from '../../src/domain/order/gtt/gtt-settings.ts';
import { GTT_STRATEGY, type Signal } from '../../src/domain/order/types.ts';
import type { Decision } from '../../src/domain/risk/deny-reason.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import type { MarketHours } from '../../src/domain/time.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

/** Sells 100 at market when the price falls to 99.00. */
export function gttOf(changes: Partial<GttRequest> = {}): GttRequest {
  return {
    kind: 'exit',
    instrumentIndex: 0,
    side: -1,
    quantity: 100,
    condition: 'at_or_below',
    triggerPaise: 9_900,
    limitPaise: 0,
    otherTriggerPaise: 0,
    otherLimitPaise: 0,
    stopOffsetPaise: 0,
    targetOffsetPaise: 0,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    lastDay: 0,
    ...changes,
  };
}

export interface GttRigOptions {
  readonly instruments?: ConstructorParameters<typeof GttBook>[0]['instruments'];
  readonly settings?: Partial<GttSettings>;
  readonly hours?: MarketHours;
  /** What a former run left. */
  readonly image?: RowImage;
}

export class GttRig {
  readonly book: GttBook;
  readonly image: RowImage;
  readonly signals: Signal[] = [];
  readonly alarms: string[] = [];
  /** Rows and signals in the order in which they were made. */
  readonly effects: string[] = [];
  timeMs = SESSION_OPEN_MS;

  constructor({ instruments, settings, hours, image }: GttRigOptions = {}) {
    this.image = image ?? new RowImage();
    this.book = new GttBook({
      instruments: instruments ?? [stock(0), stock(1)],
      settings: { ...DEFAULT_GTT_SETTINGS, ...settings },
      hours: hours ?? ALWAYS_OPEN,
      effects: {
        request: (signal) => {
          this.signals.push(signal);
          this.effects.push(`request ${signal.sequence}`);
        },
        record: (kind, row) => {
          this.image.record(kind, row);
          this.effects.push(`${kind.kind} ${(row as { status?: string }).status}`);
        },
        alarm: (cause, gttId) => this.alarms.push(`${cause} ${gttId}`),
      },
    });
    if (image !== undefined) this.book.restore(image);
  }

  /** Advances the session, then shows a tick at its time. */
  tick(changes: Partial<Tick> = {}, stepMs = 100): void {
    this.timer(stepMs);
    this.book.onTick(tickOf({ exchangeTimeMs: this.timeMs, ...changes }));
  }

  timer(stepMs = 0): void {
    this.timeMs += stepMs;
    this.book.onTimer(this.timeMs);
  }

  /** Creates one and returns its id. */
  create(changes: Partial<GttRequest> = {}): number {
    const answer = this.book.create(gttOf(changes), this.timeMs);
    if (!answer.isTaken) throw new Error(`The GTT was refused: ${answer.problem}`);
    return answer.gttId;
  }

  decide(signalSequence: number, reason: Decision['reason'] = ''): void {
    this.book.onDecision({
      strategyIndex: GTT_STRATEGY,
      signalSequence,
      kind: 'exit',
      origin: 'gtt',
      instrumentIndex: 0,
      side: -1,
      reason,
      quantity: 100,
      limitPaise: 0,
      strength: 1,
      measured: 0,
      limit: 0,
      timeMs: this.timeMs,
    } as Decision);
  }

  status(gttId: number): string {
    const gtt = this.book.list().find((candidate) => candidate.gttId === gttId);
    return gtt === undefined ? 'none' : gtt.status;
  }
}
