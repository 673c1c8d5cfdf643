/** What a test asks a running engine over HTTP. */
import type { HealthView } from '../../src/contract/wire/client-stream.ts';
import { eventually } from './daemon.ts';

/** Also while it is degraded or down. */
export async function healthOf(url: string): Promise<HealthView> {
  return (await (await fetch(`${url}/health`)).json()) as HealthView;
}

/** Asks until the answer is as wanted; the test's own timeout is the limit. */
export function healthUntil(
  url: string,
  isWanted: (health: HealthView) => boolean,
): Promise<HealthView> {
  return eventually(async () => {
    const health = await healthOf(url);
    return isWanted(health) ? health : undefined;
  });
}
