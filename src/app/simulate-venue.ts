/** `tickring simulate-venue`: the market simulator, a process of its own that any SmartAPI client can talk to. */

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { Settings } from '../contract/settings.ts';
import {
  SIMULATOR_CONTROL_PATH,
  SIMULATOR_STATE_PATH,
} from '../contract/wire/simulator-control.ts';
import { ORDER_STREAM_PATH } from '../contract/wire/smartapi-order-stream.ts';
import { STREAM_PATH } from '../contract/wire/smartapi-stream.ts';
import { instrumentName } from '../domain/instrument/instrument.ts';
import { istDay, istMidnightMs } from '../domain/instrument/ist-date.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import type { BarFile } from '../feed/recorded/bar.ts';
import { createBarDay } from '../feed/recorded/bar-day.ts';
import { describeBars } from '../feed/recorded/bar-summary.ts';
import { readBarsFile } from '../feed/recorded/bars-file.ts';
import { createSyntheticDay } from '../feed/synthetic/day.ts';
import { scripMasterRows } from '../feed/synthetic/scrip-master.ts';
import { loadUniverseData } from '../feed/synthetic/universe-data.ts';
import type { BrokerOptions } from '../venue/simulated/broker/simulated-broker.ts';
import type { MarketSource } from '../venue/simulated/market-source.ts';
import type { Account } from '../venue/simulated/rest/account.ts';
import { createStreamServer, SCRIP_MASTER_PATH } from '../venue/simulated/stream-server.ts';
import { loadCalendar } from './calendar-loader.ts';
import { loadCharges } from './charges-loader.ts';
import { numberOf } from './flag-values.ts';
import { UNIVERSE_FILE } from './session-instruments.ts';
import { loadSettings, SettingsError } from './settings-loader.ts';
import type { SimulatorAddress } from './simulator-process.ts';

const ROW_ERRORS_SHOWN = 5;

/** The simulated account where no flag says otherwise; no secrets, they are printed. */
const DEFAULT_ACCOUNT = {
  clientCode: 'T100001',
  pin: '2580',
  totpSecret: 'JBSWY3DPEHPK3PXP',
  apiKey: 'simulated-key',
} as const;

export async function simulateVenueCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      seed: { type: 'string' },
      speed: { type: 'string' },
      date: { type: 'string' },
      from: { type: 'string' },
      bars: { type: 'string' },
      'client-code': { type: 'string', default: DEFAULT_ACCOUNT.clientCode },
      pin: { type: 'string', default: DEFAULT_ACCOUNT.pin },
      'totp-secret': { type: 'string', default: DEFAULT_ACCOUNT.totpSecret },
      'api-key': { type: 'string', default: DEFAULT_ACCOUNT.apiKey },
      json: { type: 'boolean', default: false },
    },
  });
  const { settings } = loadSettings({
    overrides: {
      simulator: {
        port: numberOf(values.port),
        seed: numberOf(values.seed),
        speed: numberOf(values.speed),
        date: values.date,
        from: values.from,
        bars: values.bars,
      },
    },
  });
  const { speed, port } = settings.simulator;
  const { market: wholeDay, description } = marketOf(settings.simulator);
  const market = beginAt(wholeDay, settings.simulator.from);
  const account: Account = {
    clientCode: values['client-code'],
    pin: values.pin,
    totpSecret: values['totp-secret'],
    apiKey: values['api-key'],
    name: 'Simulated Client',
    cashPaise: settings.risk.capitalPaise,
    holdings: [],
    carried: [],
  };
  requireTotpSecret(account.totpSecret);
  const server = createStreamServer({
    market,
    scripMaster: scripMasterRows(market.instruments),
    port,
    speed,
    broker: brokerOf(account, settings),
    log: (message) => process.stderr.write(`simulator: ${message}\n`),
  });
  const bound = await server.listen();
  const address = addressOf(bound.port, account, `${description}, speed ${speed}x`);
  process.stdout.write(values.json ? `${JSON.stringify(address)}\n` : describe(address));
  await end();
  await server.close();
  return 0;
}

function brokerOf(account: Account, settings: Settings): BrokerOptions {
  return {
    accounts: [account],
    calendar: new SessionCalendar(loadCalendar()),
    limits: settings.risk,
    charges: loadCharges(),
    seed: settings.simulator.seed,
    isStreamOpen: true,
  };
}

function addressOf(port: number, account: Account, description: string): SimulatorAddress {
  const origin = `127.0.0.1:${port}`;
  const { clientCode, pin, totpSecret, apiKey } = account;
  return {
    restUrl: `http://${origin}`,
    streamUrl: `ws://${origin}${STREAM_PATH}`,
    orderStreamUrl: `ws://${origin}${ORDER_STREAM_PATH}`,
    instrumentsUrl: `http://${origin}${SCRIP_MASTER_PATH}`,
    controlUrl: `http://${origin}${SIMULATOR_CONTROL_PATH}`,
    stateUrl: `http://${origin}${SIMULATOR_STATE_PATH}`,
    ...{ clientCode, pin, totpSecret, apiKey, description },
  };
}

/** Throws `SettingsError`: a secret that no login could be computed from. */
function requireTotpSecret(secret: string): void {
  if (/^[A-Z2-7]{8,}=*$/i.test(secret)) return;
  throw new SettingsError(['--totp-secret: write it in base32, A to Z and 2 to 7']);
}

interface SimulatedMarket {
  readonly market: MarketSource;
  readonly description: string;
}

function marketOf({ seed, date, bars }: Settings['simulator']): SimulatedMarket {
  const data = loadUniverseData(UNIVERSE_FILE);
  if (bars === '') {
    const day = date || data.defaultDate;
    requireTradingDay(day);
    return {
      market: createSyntheticDay({ universe: data, seed, date: day }),
      description: `seeded day ${day}, seed ${seed}`,
    };
  }
  const file = readBarsFile(bars);
  reportBars(file);
  const day = createBarDay({
    universe: data,
    file,
    name: bars,
    seed,
    ...(date !== '' && { date }),
  });
  const recorded = instrumentName(day.recorded);
  return { market: day, description: `recorded day ${day.date} of ${recorded}` };
}

/** The rest of the day from `from` (`HH:MM:SS` IST) on; what happened before is played unseen. */
function beginAt(market: MarketSource, from: string): MarketSource {
  if (from === '') return market;
  const fromMs = istMidnightMs(istDay(market.openTimeMs)) + clockMs(from);
  if (fromMs <= market.openTimeMs) return market;
  if (fromMs >= market.closeTimeMs) {
    throw new SettingsError([`simulator.from: the day is over at ${from}; give an earlier time`]);
  }
  market.next(fromMs, () => undefined);
  return {
    instruments: market.instruments,
    openTimeMs: fromMs,
    closeTimeMs: market.closeTimeMs,
    next: (untilMs, emit) => market.next(untilMs, emit),
  };
}

function clockMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return (hours * 3600 + minutes * 60 + seconds) * 1000;
}

/** Throws `SettingsError` on a date the exchange does not trade: the engine would refuse every tick of it. */
function requireTradingDay(date: string): void {
  const { kind, name } = new SessionCalendar(loadCalendar()).sessionOn(date);
  if (kind === 'trading' || kind === 'special') return;
  const why = kind === 'unknown' ? 'has no calendar' : `is a ${kind}${name && ` (${name})`}`;
  throw new SettingsError([`simulator.date: "${date}" ${why}; give a trading day`]);
}

/** What was read and what was left out, so that nobody trusts a file that was half refused. */
function reportBars({ summary, errors }: BarFile): void {
  process.stderr.write(`bars: ${describeBars(summary)}\n`);
  for (const { line, code, reason } of errors.slice(0, ROW_ERRORS_SHOWN)) {
    process.stderr.write(`bars: line ${line}: ${code}: ${reason}\n`);
  }
}

function describe(address: SimulatorAddress): string {
  return [
    `tickring market simulator: ${address.description}`,
    `  REST         ${address.restUrl}   (SmartAPI)`,
    `  stream       ${address.streamUrl}   (SmartAPI WebSocket Streaming 2.0)`,
    `  orders       ${address.orderStreamUrl}   (order status)`,
    `  instruments  ${address.instrumentsUrl}`,
    `  faults       POST ${address.controlUrl}`,
    `  truth        ${address.stateUrl}`,
    `  client code  ${address.clientCode}`,
    `  PIN          ${address.pin}`,
    `  TOTP secret  ${address.totpSecret}`,
    `  API key      ${address.apiKey}`,
    '  Any other client code may open the stream with any credentials.',
    '  The clock starts with the first subscription. Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** Told to end, or the engine that started this process is gone. */
async function end(): Promise<void> {
  await Promise.race([
    once(process, 'SIGINT'),
    once(process, 'SIGTERM'),
    ...(process.connected ? [once(process, 'disconnect')] : []),
  ]);
}
