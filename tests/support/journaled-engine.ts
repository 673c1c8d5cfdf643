/** A lockstep engine that is stopped dead between two inputs and started again on what it recorded, as often as a test wants. */
import { loadCharges } from '../../src/app/charges-loader.ts';
import { createEngine, type Engine, type EngineSettings } from '../../src/domain/engine.ts';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import type { RecordRow, RowKind } from '../../src/domain/journal-row.ts';
import { FIRST_TAG_DAY, tagPrefixOf } from '../../src/domain/order/order-tag.ts';
import type { OrderEvent, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { ChargeTariff } from '../../src/domain/position/charge-tariff.ts';
import { STRATEGY_RISK_ROW } from '../../src/domain/risk/rows.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { decodeRow, encodeRow } from '../../src/journal/row-codec.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { RestoredImage } from '../../src/threads/restored-image.ts';
import { ORDER_SETTINGS } from './order-rig.ts';
import { NEVER_CLOSES } from './paper-rig.ts';
import { RISK_LIMITS } from './risk-rig.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';
import { future, index, stock } from './trading-instruments.ts';

export const TARIFF = new ChargeTariff(loadCharges());

const INSTRUMENTS = [stock(0), stock(1), future(2), stock(3), index(4)];

/** Two strategies that trade often, on a tick every 100 ms; every fill is charged. */
export const BUSY_SETTINGS: EngineSettings = {
  instruments: INSTRUMENTS,
  strategies: [
    {
      id: 'ema',
      index: 0,
      kind: 'ema-crossover',
      params: { fastPeriod: 2, slowPeriod: 5, barSeconds: 3, allowShort: true },
      instruments: [0, 1, 2],
    },
    {
      id: 'breakout',
      index: 1,
      kind: 'donchian-breakout',
      params: { entryPeriod: 6, exitPeriod: 3, barSeconds: 3, allowShort: true },
      instruments: [1, 2, 3, 4],
    },
  ],
  limits: {
    ...RISK_LIMITS,
    maxOrderValuePaise: 2e9,
    maxOpenValuePaise: 1e10,
    maxPositionValuePaise: 2e9,
    maxOpenPositions: 3,
    maxGrossExposurePaise: 1e10,
  },
  capitalPaise: 100_000_000,
  orders: {
    ...ORDER_SETTINGS,
    entryTimeoutMs: 3000,
    responseTimeoutMs: 2000,
    chaseIntervalMs: 500,
    maxChases: 50,
  },
  paper: { latencyMs: 150 },
  hours: NEVER_CLOSES,
  tariff: TARIFF,
  arbitration: {
    windowMs: 0,
    maxAgeMs: 5000,
    allowedOrigins: ['strategy', 'operator', 'gtt', 'recovery'],
  },
};

/** The rows of `image` as a start hands them to the threads: nothing recorded later changes them. */
export function restoredFrom(image: JournalImage): RestoredImage {
  const kinds = JOURNAL_KINDS.map(({ kind: { kind } }) => ({ kind, rows: image.rowsNamed(kind) }));
  return new RestoredImage(kinds.filter(({ rows }) => rows.length > 0));
}

export interface KindedRow {
  readonly kind: string;
  readonly row: object;
}

export class JournaledEngine {
  engine: Engine;
  readonly image = new JournalImage();
  readonly rows: KindedRow[] = [];
  /** Of all starts. */
  readonly events: OrderEvent[] = [];
  readonly commands: VenueCommand[] = [];
  readonly reports: VenueReport[] = [];
  starts = 0;
  timeMs = SESSION_OPEN_MS;
  readonly #settings: EngineSettings;
  readonly #onCommand: (command: VenueCommand) => void;

  constructor(
    settings: EngineSettings = BUSY_SETTINGS,
    onCommand: (command: VenueCommand) => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#onCommand = onCommand;
    this.engine = this.#start();
  }

  onTick(tick: Tick): void {
    this.timeMs = tick.exchangeTimeMs;
    this.engine.onTick(tick);
  }

  /** Nothing of the engine is left but its rows. */
  crash(): void {
    this.engine = this.#start();
  }

  /** As the journal does it: a row goes through its bytes. */
  readonly #record: RecordRow = (kind, row) => {
    const read = decodeRow(kind, encodeRow(kind, row));
    this.image.apply(kind, read);
    this.rows.push({ kind: kind.kind, row: read });
  };

  #start(): Engine {
    const image = restoredFrom(this.image);
    const heard = new Map(
      image.rows(STRATEGY_RISK_ROW).map((row) => [row.strategyIndex, row.lastSequence]),
    );
    const engine = createEngine(
      {
        ...this.#settings,
        tagPrefix: tagPrefixOf(FIRST_TAG_DAY + 2514, this.starts),
        strategies: this.#settings.strategies.map((spec) => ({
          ...spec,
          firstSequence: 1 + (heard.get(spec.index) ?? 0),
        })),
      },
      {
        event: (event) => void this.events.push(event),
        command: (command) => {
          this.commands.push(command);
          this.#onCommand(command);
        },
        report: (report) => void this.reports.push(report),
        record: this.#record,
      },
    );
    this.starts += 1;
    engine.start(image, this.starts === 1 ? 0 : this.timeMs);
    return engine;
  }

  lastRows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return this.image.rows(kind);
  }
}
