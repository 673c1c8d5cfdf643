/** `tickring broker` run in this process, with a folder, an environment and a terminal of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { brokerCommand } from '../../src/app/broker/broker-command.ts';
import { Redactor } from '../../src/contract/redaction.ts';

/** Planted wherever a secret goes in. */
export const CANARIES = {
  TICKRING_ANGEL_PIN: '7391',
  TICKRING_ANGEL_TOTP_SECRET: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  TICKRING_ANGEL_API_KEY: 'kY7canaryKey',
} as const;

export const CLIENT_CODE = 'T100001';
/** 13:30 IST on 2026-11-20, a Friday. */
export const COMMAND_TIME_MS = Date.parse('2026-11-20T13:30:00+05:30');
export const PHRASE = `LIVE ${CLIENT_CODE} 2026-11-20`;

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class BrokerCommandRig {
  readonly data = mkdtempSync(join(tmpdir(), 'tickring-broker-'));
  /** Given to every run. */
  args: readonly string[] = [];
  /** Everything that was shown so far. */
  shown = '';

  /** `typed`: at a terminal; without it there is none. `environment` in place of good credentials. */
  async run(
    line: readonly string[],
    { typed, environment }: { typed?: string; environment?: Record<string, string> } = {},
  ): Promise<CommandRun> {
    let [out, err] = ['', ''];
    const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
    input.end(typed ?? '');
    const code = await brokerCommand([...line, '--data', this.data, ...this.args], {
      out: { write: (text) => (out += text) },
      err: { write: (text) => (err += text) },
      input,
      environment: environment ?? { TICKRING_ANGEL_CLIENT_CODE: CLIENT_CODE, ...CANARIES },
      redactor: new Redactor(),
      nowMs: COMMAND_TIME_MS,
    });
    this.shown += out + err;
    return { code, out, err };
  }

  close(): void {
    rmSync(this.data, { recursive: true });
  }
}
