/** `tickring watch`: the client stream as a live table in a terminal, or as lines when piped. Main thread of its own process. */
import {
  liveScreen,
  oneTable,
  plainLines,
  type TextStream,
  type WatchOutput,
} from './watch/output.ts';
import { SessionView } from './watch/session-view.ts';
import { StreamClient } from './watch/stream-client.ts';

export interface WatchOptions {
  /** `ws://host:port/ws/stream`; `http://host:port` and `host:port` are understood too. */
  readonly url: string;
  readonly channels?: readonly string[];
  readonly encoding: 'msgpack' | 'json';
  /** Print one table after a second of data and return. */
  readonly isOnce?: boolean;
  /** Ends the program, for example on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly out?: TextStream;
  readonly err?: TextStream;
}

const DEFAULT_CHANNELS = ['ticks:*', 'orders', 'signals', 'positions', 'risk', 'health'];
const DATA_BEFORE_TABLE_MS = 1000;
const GIVE_UP_MS = 10_000;
const RATE_INTERVAL_MS = 1000;
const EXIT_USAGE = 64;

/** Resolves with the exit code: 0, 1 when `isOnce` got no data in 10 s, 64 when the URL cannot be one. */
export async function runWatch(options: WatchOptions): Promise<number> {
  const { out = process.stdout, err = process.stderr } = options;
  const url = streamUrl(options.url);
  if (url === undefined) {
    err.write(`"${options.url}" is no stream address. Use --url ws://127.0.0.1:8000/ws/stream\n`);
    return EXIT_USAGE;
  }
  const signals = [
    options.signal,
    ...(out === process.stdout ? [closedOutput(process.stdout)] : []),
  ];
  const watch = new Watch(url, { ...options, out, err, signal: AbortSignal.any(signals) });
  return options.isOnce === true ? watch.once() : watch.untilAborted();
}

/** Ends the program quietly when the reader of a pipe has gone, as in `tickring watch | head`. */
function closedOutput(stream: NodeJS.WriteStream): AbortSignal {
  const closed = new AbortController();
  stream.on('error', () => closed.abort());
  return closed.signal;
}

/** The stream's address without query, or undefined. */
function streamUrl(text: string): string | undefined {
  const withScheme = /^(wss?|https?):\/\//.test(text) ? text : `ws://${text}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme.replace(/^http/, 'ws'));
  if (url.pathname === '/') url.pathname = '/ws/stream';
  return `${url.origin}${url.pathname}`;
}

class Watch {
  readonly #options: WatchOptions & { readonly out: TextStream; readonly err: TextStream };
  readonly #view = new SessionView();
  readonly #client: StreamClient;
  #output: WatchOutput | undefined;
  #trouble = 'connecting';
  #ticksPerSecond = 0;
  #onFirstData: () => void = () => undefined;

  constructor(url: string, options: WatchOptions & { out: TextStream; err: TextStream }) {
    this.#options = options;
    this.#client = new StreamClient({
      url,
      encoding: options.encoding,
      channels: options.channels ?? DEFAULT_CHANNELS,
      onMessage: (message) => {
        this.#view.apply(message);
        this.#onFirstData();
      },
      onOpen: () => {
        this.#trouble = '';
      },
      onLost: (cause) => this.#report(`No engine answers at ${url}: ${cause}.`),
      onRefused: ({ message }) => this.#refused(message),
    });
  }

  async untilAborted(): Promise<number> {
    const { out, signal } = this.#options;
    const output = out.isTTY === true ? liveScreen(out) : plainLines(out);
    this.#output = output;
    const rate = this.#measureRate();
    const show = setInterval(() => output.show(this.#state()), output.intervalMs);
    this.#client.start();
    try {
      await aborted(signal);
    } finally {
      clearInterval(rate);
      clearInterval(show);
      this.#client.stop();
      output.end();
    }
    return 0;
  }

  async once(): Promise<number> {
    const { out, err, signal } = this.#options;
    const hasData = new Promise<boolean>((resolve) => {
      this.#onFirstData = () => resolve(true);
    });
    this.#client.start();
    try {
      if (!(await within(GIVE_UP_MS, hasData, signal))) {
        if (!signal.aborted) err.write('Nothing was received in 10 seconds.\n');
        return 1;
      }
      const before = this.#view.tickCount;
      await within(DATA_BEFORE_TABLE_MS, new Promise<boolean>(() => undefined), signal);
      this.#ticksPerSecond = ((this.#view.tickCount - before) * 1000) / DATA_BEFORE_TABLE_MS;
      oneTable(out, this.#state());
      return 0;
    } finally {
      this.#client.stop();
    }
  }

  #state() {
    return {
      view: this.#view,
      ticksPerSecond: Math.round(this.#ticksPerSecond),
      trouble: this.#trouble,
    };
  }

  #measureRate(): NodeJS.Timeout {
    let counted = 0;
    return setInterval(() => {
      this.#ticksPerSecond = ((this.#view.tickCount - counted) * 1000) / RATE_INTERVAL_MS;
      counted = this.#view.tickCount;
    }, RATE_INTERVAL_MS);
  }

  #refused(message: string): void {
    if (this.#output?.showsTrouble === true) this.#trouble = message;
    else this.#options.err.write(`The engine refused a request: ${message}\n`);
  }

  /** Says what is wrong and what to do, once until it changes. */
  #report(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (this.#output?.showsTrouble === true) return;
    this.#options.err.write(
      `${trouble} Start one with "npx tickring start", or name another with --url. Trying again.\n`,
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** False when `promise` did not resolve within `timeoutMs`, or the signal came first. */
async function within(
  timeoutMs: number,
  promise: Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const result = await Promise.race([promise, late, aborted(signal).then(() => false)]);
  clearTimeout(timer);
  return result;
}
