/**
 * Clients of the operator’s door, as faulty as clients are: they spell words as they like, ask again when an answer does not come, send
 * the same twice, and use a key a second time for something else. Keyed by slot.
 */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { RawOperatorRequest } from '../../../src/domain/station/operator-request.ts';
import type { Marks } from '../run/marks.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';

export interface ClientRequest {
  readonly raw: RawOperatorRequest;
  /** '' for a client without keys. */
  readonly key: string;
  /** What it means, however it was spelled. */
  readonly meaning: string;
  /** It can be read. */
  readonly isSound: boolean;
}

/** `isFinal`: nothing more is to be learnt by asking again. */
export type Told = (answer: { readonly isFinal: boolean }) => void;

export interface ApiClientsOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly instruments: readonly Instrument[];
  isHealed(): boolean;
  pricePaise(at: number): number;
  /** `told` is called when the answer comes back, which it may never. */
  send(request: ClientRequest, told: Told): void;
}

const SEEDS_WITH = 0.6;
const ASK_SHARE = 0.05;
const KEY_SHARE = 0.7;
const UNSOUND_SHARE = 0.05;
const EXIT_SHARE = 0.2;
const TRIES_MOST = 6;
const ANSWER_WAIT_MS = 5_000;
const AGAIN_MEAN_MS = 20_000;
const TWICE_MEAN_MS = 100;
const OFFSET_BPS = 60;

const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  buy: ['buy', 'BUY', 'B', 'Long', ' bought '],
  sell: ['sell', 'SELL', 'S', 'Short', 'sld'],
  market: ['market', 'MKT', 'Market', 'm'],
  intraday: ['intraday', 'MIS', 'Intraday', 'i'],
  day: ['day', 'DAY', 'good-for-day'],
  NSE: ['NSE', 'nse', 'nse_eq', 'NSE CM'],
  NFO: ['NFO', 'nfo', 'nse-fo'],
};

interface Terms {
  readonly kind: 'entry' | 'exit';
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly offsetPaise: number;
}

export class ApiClients {
  readonly #options: ApiClientsOptions;
  readonly #isOn: boolean;
  #spelled = 0;

  constructor(options: ApiClientsOptions) {
    this.#options = options;
    this.#isOn = options.random.unit('client', 0, 0) < SEEDS_WITH;
  }

  onSlot(slot: number): void {
    const { random, profile, marks } = this.#options;
    const draw = (n: number) => random.unit('client', slot + 1, n);
    if (!this.#isOn || draw(0) >= ASK_SHARE) return;
    const terms = this.#terms(draw);
    const key = draw(5) < KEY_SHARE ? `key-${slot}` : '';
    const isSound = draw(6) >= UNSOUND_SHARE;
    this.#ask(terms, { key, isSound }, slot);
    if (!isSound || !random.chance(profile.clientFault, 'client', slot + 1, 7)) return;
    if (key === '') {
      marks.hit('client.duplicate');
      const waitMs = random.wait(TWICE_MEAN_MS, 'client', slot + 1, 8);
      this.#later(waitMs, () => this.#once(terms, key));
      return;
    }
    const waitMs = random.wait(AGAIN_MEAN_MS, 'client', slot + 1, 9);
    const isOther = draw(10) < 0.4;
    const again = isOther
      ? { ...terms, quantity: terms.quantity + terms.instrument.lotSize }
      : terms;
    marks.hit(isOther ? 'client.keyReused' : 'client.keyRepeated');
    this.#later(waitMs, () => this.#once(again, key));
  }

  /** Until there is an answer that says what became of it. */
  #ask(terms: Terms, { key, isSound }: Pick<ClientRequest, 'key' | 'isSound'>, slot: number): void {
    const { send, profile, random, marks } = this.#options;
    let isOver = false;
    let tries = 0;
    const attempt = () => {
      if (isOver || tries >= TRIES_MOST) return;
      tries += 1;
      const isLost = random.chance(profile.clientFault, 'client', slot + 1, 10 + tries);
      if (tries > 1) marks.hit('client.askedAgain');
      send(this.#spell(terms, { key, isSound }), ({ isFinal }) => {
        if (isLost) marks.hit('client.answerLost');
        else isOver = isFinal || key === '';
      });
      // Without a key nobody knows whether it arrived: asking again could do it twice.
      if (key !== '') this.#later(ANSWER_WAIT_MS, attempt);
    };
    attempt();
  }

  #once(terms: Terms, key: string): void {
    this.#options.send(this.#spell(terms, { key, isSound: true }), () => undefined);
  }

  #later(delayMs: number, run: () => void): void {
    const { heap, isHealed } = this.#options;
    heap.after(delayMs, () => {
      if (!isHealed()) run();
    });
  }

  #terms(draw: (n: number) => number): Terms {
    const { instruments, pricePaise } = this.#options;
    const instrument = instruments[Math.floor(draw(1) * instruments.length)] as Instrument;
    const step = Math.max(1, instrument.priceIncrementPaise);
    const offset = Math.round((pricePaise(instrument.index) * OFFSET_BPS) / 10_000 / step) * step;
    return {
      kind: draw(2) < EXIT_SHARE ? 'exit' : 'entry',
      instrument,
      side: draw(3) < 0.5 ? 'buy' : 'sell',
      quantity: instrument.lotSize * (1 + Math.floor(draw(4) * 3)),
      offsetPaise: Math.max(step, offset),
    };
  }

  #spell(
    { kind, instrument, side, quantity, offsetPaise }: Terms,
    { key, isSound }: Pick<ClientRequest, 'key' | 'isSound'>,
  ): ClientRequest {
    const isEntry = kind === 'entry';
    const numbers = {
      quantity,
      stopOffsetPaise: isEntry ? offsetPaise : 0,
      targetOffsetPaise: isEntry ? offsetPaise * 2 : 0,
    };
    const raw = {
      kind,
      symbol: instrument.symbol,
      side: this.#word(side),
      orderType: this.#word('market'),
      product: this.#word('intraday'),
      validity: isSound ? this.#word('day') : 'IOC',
      exchange: this.#word(instrument.exchange),
      ...numbers,
    };
    const meaning = JSON.stringify({ kind, at: instrument.index, side, ...numbers });
    return { raw, key, meaning, isSound };
  }

  #word(word: string): string {
    const { random } = this.#options;
    this.#spelled += 1;
    return random.pick(SPELLINGS[word] ?? [word], 'client', 1_000_000_000 + this.#spelled, 0);
  }
}
