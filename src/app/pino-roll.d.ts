/** pino-roll ships no types: the part of it that is used here. */
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  interface RollOptions {
    readonly file: string;
    readonly extension: string;
    readonly size: string;
    readonly limit: { readonly count: number };
    readonly mkdir: boolean;
    /** Of the files, as `open` takes it; handed on to sonic-boom. */
    readonly mode: number;
  }

  export default function roll(
    options: RollOptions,
  ): Promise<EventEmitter & { write(line: string): void; end(): void }>;
}
