import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT_HEADERS, ENDPOINTS } from '../../src/contract/wire/smartapi-rest.ts';
import { totpAt } from '../../src/venue/simulated/rest/totp.ts';

const CLI = fileURLToPath(new URL('../../dist/src/app/cli.js', import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

type Words = Readonly<Record<string, string>>;

async function firstLine(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [CLI, 'simulate-venue', '--port', '0', ...args]);
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(line);
}

describe('tickring simulate-venue', () => {
  it('prints its addresses and credentials in one line, and they are good for a login', async () => {
    const address = JSON.parse(await firstLine(['--json', '--client-code', 'T7'])) as Words;
    expect(address).toMatchObject({
      clientCode: 'T7',
      restUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      streamUrl: expect.stringMatching(/^ws:.*\/smart-stream$/),
      orderStreamUrl: expect.stringMatching(/^ws:.*\/smart-order-update$/),
      instrumentsUrl: expect.stringMatching(/^http:.*\/OpenAPIScripMaster\.json$/),
    });
    const { restUrl, clientCode, pin, totpSecret = '', apiKey = '', instrumentsUrl = '' } = address;
    const totp = totpAt(totpSecret, Date.now());
    const response = await fetch(`${restUrl}${ENDPOINTS.login.path}`, {
      method: 'POST',
      headers: { ...CLIENT_HEADERS, 'x-privatekey': apiKey },
      body: JSON.stringify({ clientcode: clientCode, password: pin, totp }),
    });
    expect(await response.json()).toMatchObject({
      status: true,
      data: { jwtToken: expect.stringContaining('.') },
    });
    expect((await fetch(instrumentsUrl)).status).toBe(200);
  });

  it('says on the console what to connect to, and refuses a secret that is none', async () => {
    expect(await firstLine([])).toContain('tickring market simulator');
    const child = spawn(process.execPath, [CLI, 'simulate-venue', '--totp-secret', '0189']);
    const [code] = await once(child, 'exit');
    expect(code).not.toBe(0);
  });
});
