/** `tickring kill`: tells the engine that writes this journal to stop entries and close everything. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCK_FILE } from '../journal/journal-files.ts';
import { lockOwnerPid } from '../journal/node-lock.ts';
import { journalFolder } from './journal-start.ts';
import { loadSettings } from './settings-loader.ts';

const EXIT_NOT_RUNNING = 1;

export async function killCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, account: { type: 'string' }, config: { type: 'string' } },
  });
  const { settings } = loadSettings({
    ...(values.config !== undefined && { folder: values.config }),
    overrides: { data: { dir: values.data } },
  });
  const folder = journalFolder(settings, values.account);
  const pid = lockOwnerPid(join(folder, LOCK_FILE));
  if (pid === 0) {
    process.stderr.write(`tickring: no engine runs on ${folder}; give --data or --account\n`);
    return EXIT_NOT_RUNNING;
  }
  process.kill(pid, 'SIGUSR2');
  process.stdout.write(
    `Told process ${pid} to close everything. It stays killed, also after a restart, until\n` +
      '  tickring start --reset-kill "why"\n',
  );
  return 0;
}
