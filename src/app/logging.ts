/** The log: structured lines in `log/tickring.<n>.log` under the data folder (rotated), warnings and errors also on the console. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import roll from 'pino-roll';
import type { LogLevel } from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';

const ROTATE_SIZE = '10m';
const KEPT_FILES = 5;

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Flushes the file. */
  close(): Promise<void>;
}

/** `showOnConsole` gets what a user must see even without opening the file. Rejects when the file cannot be written. */
export async function openLog(
  settings: Settings,
  showOnConsole: (line: string) => void,
): Promise<Log> {
  const file = settings.log.isFileEnabled ? await openFile(settings) : undefined;
  const logger = file && pino({ level: settings.log.level, base: null }, file);
  return {
    write(level, message, fields = {}) {
      logger?.[level](fields, message);
      if (level === 'warn' || level === 'error') {
        showOnConsole(`${level.toUpperCase()} ${message} ${formatFields(fields)}`.trimEnd());
      }
    },
    async close() {
      if (file === undefined) return;
      const closed = once(file, 'close');
      file.end();
      await closed;
    },
  };
}

type LogFile = DestinationStream & NodeJS.EventEmitter & { end(): void };

async function openFile(settings: Settings): Promise<LogFile> {
  return roll({
    file: join(resolve(settings.data.dir), 'log', 'tickring'),
    extension: '.log',
    size: ROTATE_SIZE,
    limit: { count: KEPT_FILES },
    mkdir: true,
  });
}

function formatFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}
