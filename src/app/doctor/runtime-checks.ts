/** Checks of the Node that runs this, and of how it was started. */
import { type CheckResult, fail, failWhen, ok, warn } from './check.ts';

/** As `engines.node` of package.json says. */
const NODE_MIN = { major: 20, minor: 19 };

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isEnough = major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor);
  if (isEnough) return ok('node', version);
  const wanted = `${NODE_MIN.major}.${NODE_MIN.minor}`;
  return fail('node', `${version} is too old`, `Install Node ${wanted} or newer`);
}

/** Names of features to whether they are there. */
export function checkFeatures(features: Readonly<Record<string, boolean>>): CheckResult {
  const missing = Object.keys(features).filter((name) => features[name] !== true);
  if (missing.length === 0) return ok('features', Object.keys(features).join(', '));
  return fail(
    'features',
    `${missing.join(', ')} missing`,
    'Run an unmodified Node without flags that turn features off',
  );
}

/** `allocate` takes as much shared memory as a session does and answers how many bytes; throws when there is not enough. */
export function checkSharedMemory(allocate: () => number): CheckResult {
  try {
    return ok(
      'shared-memory',
      `${Math.round(allocate() / 2 ** 20)} MiB for the session can be had`,
    );
  } catch (error) {
    return fail(
      'shared-memory',
      `the session's memory cannot be had (${(error as Error).message})`,
      'Give the process more memory, or lower engine.tickRingCapacity',
    );
  }
}

/** `choose` answers the engine and why `auto` did not take the native one (or ''); throws when the one that was named cannot run. */
export function checkWebSocketEngine(
  choose: () => { readonly engine: string; readonly fallbackReason: string },
): CheckResult {
  try {
    const { engine, fallbackReason } = choose();
    if (fallbackReason === '') return ok('websocket', engine);
    return warn(
      'websocket',
      `${engine}, because uWebSockets cannot run: ${fallbackReason}`,
      'Nothing has to be done; with many clients run Node 20 on a platform that has a build',
    );
  } catch (error) {
    const { message } = error as Error;
    return fail('websocket', message, 'Set server.webSocketEngine to auto or ws');
  }
}

/** `rejectUnauthorized`: the variable NODE_TLS_REJECT_UNAUTHORIZED. */
export function checkCertificates(rejectUnauthorized: string | undefined): CheckResult {
  if (rejectUnauthorized !== '0') return ok('certificates', 'are verified');
  return fail(
    'certificates',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as the broker',
    'Unset it',
  );
}

/** `limits`: text of /proc/self/limits; '' where there is none. A core file holds what the memory held, secrets too (SC-31). */
export function checkCoreFiles(limits: string, isLive: boolean): CheckResult {
  const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (soft === undefined) return ok('core-files', 'this system does not tell');
  if (soft === '0') return ok('core-files', 'are not written');
  return failWhen(isLive)(
    'core-files',
    'a crash may write the memory, secrets included, to disk',
    'Start under ulimit -c 0 (systemd: LimitCORE=0)',
  );
}
