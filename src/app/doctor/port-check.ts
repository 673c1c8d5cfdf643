/** Check of a port that the engine wants to listen on. */
import { type CheckResult, fail, ok, warn } from './check.ts';

export interface PortFacts {
  /** Settings key, for people. */
  readonly key: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Process number of an engine that runs on the same data folder; 0 when none does. */
  readonly enginePid: number;
}

/** `tryListen` resolves with '' or the error code of listen(2). */
export async function checkPort(
  { key, host, port, enginePid }: PortFacts,
  tryListen: (host: string, port: number) => Promise<string>,
): Promise<CheckResult> {
  const name = `port-${key.split('.')[0] ?? key}`;
  if (port === 0) return ok(name, `${key} is 0: any free port`);
  const address = `${host}:${port}`;
  const code = await tryListen(host, port);
  if (code === '') return ok(name, `${address} is free`);
  if (code === 'EADDRINUSE' && enginePid !== 0) {
    return warn(
      name,
      `${address} is in use, and an engine runs as process ${enginePid}`,
      'Nothing has to be done while it is that engine',
    );
  }
  const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
  return fail(name, `${address} ${why}`, `Free it or choose another ${key}`);
}
