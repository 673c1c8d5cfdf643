/** The log: structured lines in `log/tickring.<n>.log` under the data folder (rotated), warnings and errors also on the console. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import roll from 'pino-roll';
import type { LogLevel } from '../contract/messages.ts';
import type { Redactor } from '../contract/redaction.ts';
import type { Settings } from '../contract/settings.ts';

const ROTATE_SIZE = '10m';
const KEPT_FILES = 5;
const FILE_MODE = 0o600;

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Flushes the file. */
  close(): Promise<void>;
}

export interface LogTerms {
  /** Gets what a user must see even without opening the file. */
  showOnConsole(line: string): void;
  /** Goes over every line, of whichever thread, when it is complete: no form of logging comes past it. */
  readonly redactor: Pick<Redactor, 'redact'>;
}

/** Rejects when the file cannot be written. */
export async function openLog(settings: Settings, terms: LogTerms): Promise<Log> {
  const { redactor } = terms;
  const file = settings.log.isFileEnabled ? await openFile(settings) : undefined;
  const lines = file && { write: (line: string) => file.write(redactor.redact(line)) };
  const logger = lines && pino({ level: settings.log.level, base: null }, lines);
  return {
    write(level, message, fields = {}) {
      logger?.[level](fields, message);
      if (level === 'warn' || level === 'error') {
        const line = `${level.toUpperCase()} ${message} ${formatFields(fields)}`.trimEnd();
        terms.showOnConsole(redactor.redact(line));
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
    mode: FILE_MODE,
  });
}

function formatFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}
