import { expect, it } from 'vitest';
import { SECRET_TEXT } from '../../../../src/contract/secret.ts';
import { AngelApi } from '../../../../src/venue/angel/angel-api.ts';
import { openDryClient } from '../../../../src/venue/angel/dry-client.ts';
import { API_CALLS } from '../../../support/api-calls.ts';
import { callerRig, IDENTITY, ok } from '../../../support/caller-rig.ts';
import { ManualRuntime } from '../../../support/manual-runtime.ts';
import { CREDENTIALS } from '../../../support/session-rig.ts';

const { clientCode } = CREDENTIALS;
const dryClient = () =>
  openDryClient({ clientCode, identity: IDENTITY, runtime: new ManualRuntime() });

it.each(API_CALLS)(
  '$name is shown as the client sends it, but for secrets',
  async ({ name, data, ask }) => {
    const rig = callerRig();
    rig.play((played) => (played.name === name ? ok(data) : undefined));
    await rig.session.login();
    rig.played.length = 0;
    await ask(new AngelApi(rig.caller));
    const [sent] = rig.played;
    const { apiKey, jwtToken } = rig.session.tokens ?? { apiKey: '', jwtToken: '' };

    const dry = dryClient();
    expect(await ask(dry.api)).toMatchObject({ phase: 'pre_call', reason: 'not_connected' });
    expect(dry.requests).toHaveLength(1);
    const hidden = JSON.parse(
      JSON.stringify(sent?.request)
        .replaceAll(apiKey, SECRET_TEXT)
        .replaceAll(jwtToken, SECRET_TEXT),
    ) as object;
    expect(dry.requests[0]).toEqual(hidden);
  },
);

it('a login is shown without PIN, one-time password and key', async () => {
  const dry = dryClient();
  await dry.login();
  expect(dry.requests.map(({ body }) => body)).toEqual([
    `{"clientcode":"${clientCode}","password":"[secret]","totp":"[secret]"}`,
  ]);
  expect(dry.requests[0]?.headers).toMatchObject({ 'x-privatekey': '[secret]' });
  expect(dry.requests[0]?.headers).not.toHaveProperty('authorization');
});

it('a logout is shown with the session it would end', async () => {
  const dry = dryClient();
  await dry.logout();
  expect(dry.requests).toMatchObject([
    { body: `{"clientcode":"${clientCode}"}`, headers: { authorization: 'Bearer [secret]' } },
  ]);
});

it('a body that would not be sent is not shown either', async () => {
  const dry = dryClient();
  const result = await dry.api.cancel({ variety: 'NORMAL', orderid: 'all' });
  expect(result).toMatchObject({ phase: 'pre_call', reason: 'preflight' });
  expect(dry.requests).toEqual([]);
});
