/** Which clock a market-data connection is held to; ingest thread, at every connect. */
import { isLoopbackHost } from '../contract/loopback.ts';
import { SIMULATED_CLOCK_HEADER } from '../contract/wire/smartapi-stream.ts';
import type { ClockSource } from '../domain/instrument/session-clock.ts';

export interface ClockChoice {
  /** `feed.clock` of the settings. */
  readonly clock: 'auto' | 'wall' | 'exchange';
  readonly url: string;
  /** Headers of the upgrade response. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Receive stamp of the upgrade. */
  readonly receiveTimeNs: number;
}

/**
 * Only a loopback address may announce or anchor a clock of its own: what comes from elsewhere is a venue, held to the wall
 * clock unless the settings say `exchange`.
 */
export function chooseClock(choice: ClockChoice): ClockSource {
  const isLoopback = isLoopbackHost(new URL(choice.url).hostname);
  if (choice.clock === 'wall' || (choice.clock === 'auto' && !isLoopback)) return { kind: 'wall' };
  const announced = parseAnnouncement(choice.headers[SIMULATED_CLOCK_HEADER]);
  if (announced === undefined) return { kind: 'anchored' };
  return { kind: 'simulated', anchorReceiveNs: choice.receiveTimeNs, ...announced };
}

function parseAnnouncement(header: string | string[] | undefined) {
  const match = /^(\d{12,14});speed=(\d+(?:\.\d+)?)$/.exec(
    typeof header === 'string' ? header : '',
  );
  if (match === null) return undefined;
  const speed = Number(match[2]);
  return speed > 0 ? { exchangeMs: Number(match[1]), speed } : undefined;
}
