import { unpack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { StreamMessage, TickView } from '../../../../src/contract/wire/client-stream.ts';
import { Hub } from '../../../../src/web/fanout/hub.ts';
import type { ClientEvents, ClientSocket } from '../../../../src/web/fanout/port.ts';
import { FakeFanoutSource, orderEvent, POSITION } from '../../../support/fake-fanout-source.ts';

const LIMIT = 20_000;
const INSTRUMENTS = 40;

/** A socket whose operating system takes nothing until `drain`. */
class FakeSocket implements ClientSocket {
  readonly received: StreamMessage<TickView[]>[] = [];
  closeCode = 0;
  mostBuffered = 0;
  isReading = true;
  #buffered = 0;

  bufferedBytes(): number {
    return this.#buffered;
  }

  sendAll(messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.received.push(unpack(message));
      if (!this.isReading) this.#buffered += message.length;
    }
    this.mostBuffered = Math.max(this.mostBuffered, this.#buffered);
  }

  close(code: number): void {
    this.closeCode = code;
  }

  drain(): void {
    this.isReading = true;
    this.#buffered = 0;
  }
}

function setUp(source = new FakeFanoutSource(INSTRUMENTS)) {
  const hub = new Hub(source, {
    clientBufferBytes: LIMIT,
    orderHistory: 1000,
    maxTicksPerMessage: 100,
    engineCopiesOnSend: true,
  });
  const connect = (...channels: string[]): { socket: FakeSocket; events: ClientEvents } => {
    const socket = new FakeSocket();
    const events = hub.open(socket, 'msgpack');
    events.onMessage(Buffer.from(JSON.stringify({ op: 'subscribe', channels })), false);
    return { socket, events };
  };
  const mark = (instrument: number, value: number): void =>
    hub.markTick(instrument, value, value, value, value, value);
  return { hub, connect, mark, source };
}

const pricesOf = ({ data }: StreamMessage<TickView[]>): number[] =>
  data.map(({ lastPaise }) => lastPaise);

describe('Hub', () => {
  it('sends nothing before a flush and one message for all of one', () => {
    const { hub, connect, mark } = setUp();
    const { socket } = connect('ticks:*');
    mark(1, 10);
    mark(2, 20);
    expect(socket.received).toHaveLength(1);
    hub.flush(1);
    hub.flush(2);
    expect(socket.received.slice(1).map(pricesOf)).toEqual([[10, 20]]);
  });

  it('sends a batch that is full without waiting', () => {
    const { connect, mark, hub } = setUp();
    const { socket } = connect('ticks:*');
    for (let i = 0; i < 250; i++) mark(i % INSTRUMENTS, i);
    expect(socket.received.map(({ data }) => data.length)).toEqual([0, 100, 100]);
    hub.flush(1);
    const sent = socket.received.flatMap(pricesOf);
    expect(sent).toEqual(Array.from({ length: 250 }, (_, i) => i));
  });

  it('keeps what waits for a client that does not read within its limit, however long that lasts', () => {
    const { hub, connect, mark } = setUp();
    const { socket } = connect('ticks:*', 'ticks:NSE:STOCK3-EQ', 'risk', 'positions');
    const { socket: fast } = connect('ticks:*');
    socket.isReading = false;
    for (let flush = 0; flush < 500; flush++) {
      for (let i = 0; i < 50; i++) mark(i % INSTRUMENTS, flush * 50 + i);
      hub.riskChanged({ ...hub.stats } as never);
      hub.positionsChanged([POSITION]);
      hub.flush(flush);
    }
    expect(socket.mostBuffered).toBeLessThanOrEqual(LIMIT);
    expect(socket.closeCode).toBe(0);
    expect(fast.received.flatMap(pricesOf)).toHaveLength(500 * 50);
    expect(hub.stats).toMatchObject({ slowClients: 1, clients: 2 });
    const before = socket.received.length;
    socket.drain();
    hub.flush(1000);
    const caughtUp = socket.received.slice(before);
    expect(caughtUp.map(({ channel, type }) => [channel, type]).sort()).toEqual([
      ['positions', 'snapshot'],
      ['risk', 'snapshot'],
      ['ticks:*', 'update'],
      ['ticks:NSE:STOCK3-EQ', 'update'],
    ]);
    const latest = caughtUp.find(({ channel }) => channel === 'ticks:*');
    const last = 499 * 50;
    const expected = Array.from({ length: INSTRUMENTS }, (_, i) => last + i + (i < 10 ? 40 : 0));
    expect(latest === undefined ? [] : pricesOf(latest)).toEqual(expected);
    expect(hub.stats.slowClients).toBe(0);
  });

  it('sends a slow client only the instruments that changed meanwhile', () => {
    const { hub, connect, mark } = setUp();
    for (let i = 0; i < INSTRUMENTS; i++) mark(i, 1);
    const { socket } = connect('ticks:*');
    socket.isReading = false;
    for (let flush = 0; hub.stats.slowClients === 0; flush++) {
      for (let i = 0; i < 50; i++) mark(0, flush);
      hub.flush(flush);
    }
    mark(7, 700);
    mark(7, 701);
    hub.flush(1);
    socket.drain();
    hub.flush(2);
    const last = socket.received.at(-1);
    expect(last?.data.map(({ instrument }) => instrument)).toEqual([
      'NSE:STOCK0-EQ',
      'NSE:STOCK7-EQ',
    ]);
    expect(last?.data[1]?.lastPaise).toBe(701);
  });

  it('shows a client that subscribes while slow its snapshot before any update', () => {
    const { hub, connect, mark } = setUp();
    const { socket, events } = connect('ticks:*');
    socket.isReading = false;
    for (let flush = 0; hub.stats.slowClients === 0; flush++) {
      for (let i = 0; i < 50; i++) mark(i % INSTRUMENTS, flush);
      hub.flush(flush);
    }
    const channels = ['ticks:NSE:STOCK1-EQ'];
    events.onMessage(Buffer.from(JSON.stringify({ op: 'subscribe', channels })), false);
    mark(1, 111);
    hub.flush(1);
    socket.drain();
    hub.flush(2);
    mark(1, 112);
    hub.flush(3);
    const single = socket.received.filter(({ channel }) => channel === channels[0]);
    expect(single.map(({ type, data }) => [type, data[0]?.lastPaise])).toEqual([
      ['snapshot', 111],
      ['update', 112],
    ]);
  });

  it('gives order events room beyond market data and then closes with 1013', () => {
    const { hub, connect } = setUp();
    const { socket } = connect('orders');
    const { socket: other } = connect('orders');
    socket.isReading = false;
    for (let sequence = 1; sequence <= 300; sequence++) {
      hub.orderEvent(orderEvent(sequence));
      hub.flush(sequence);
    }
    expect(socket.closeCode).toBe(1013);
    expect(socket.mostBuffered).toBeGreaterThan(LIMIT);
    expect(socket.mostBuffered).toBeLessThanOrEqual(2 * LIMIT);
    const seen = socket.received.map(({ seq }) => seq);
    expect(seen).toEqual(seen.map((_, i) => i));
    expect(other.received.map(({ seq }) => seq)).toEqual(Array.from({ length: 301 }, (_, i) => i));
    expect(hub.stats).toMatchObject({ closedSlow: 1, clients: 1 });
  });

  it('sends everybody a new snapshot when the engine itself lost order events', () => {
    const { hub, connect } = setUp();
    const { socket } = connect('orders');
    for (const sequence of [1, 2, 9]) hub.orderEvent(orderEvent(sequence));
    hub.flush(1);
    hub.orderEvent(orderEvent(10));
    hub.flush(2);
    expect(socket.received.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 0],
      ['snapshot', 9],
      ['update', 10],
    ]);
  });

  it('sends what the ring reader skipped when told to look again', () => {
    const { hub, connect, mark, source } = setUp();
    const { socket } = connect('ticks:*');
    mark(0, 5);
    mark(1, 6);
    hub.flush(1);
    const skipped = { bidPaise: 6, askPaise: 6, volume: 6, exchangeTimeMs: 6 };
    source.ticks.set(0, { instrument: '', lastPaise: 77, ...skipped });
    source.ticks.set(1, { instrument: '', lastPaise: 6, ...skipped });
    hub.resync();
    hub.flush(2);
    expect(socket.received.slice(2).map(pricesOf)).toEqual([[77]]);
  });

  it('does no work for ticks nobody listens to, and forgets a client that left', () => {
    const { hub, connect, mark } = setUp();
    const { socket, events } = connect('ticks:*', 'orders');
    events.onClose();
    events.onClose();
    mark(0, 1);
    hub.orderEvent(orderEvent(1));
    hub.flush(1);
    expect(socket.received).toHaveLength(2);
    expect(hub.stats).toMatchObject({ clients: 0, tickDeliveries: 0 });
    const later = connect('ticks:*').socket;
    expect(later.received.map(pricesOf)).toEqual([[1]]);
  });
});
