/** From where a scrip master may come. What servers answer is in tests/integration/instrument-sync.test.ts. */
import { expect, it } from 'vitest';
import { downloadScripMaster } from '../../../../src/feed/angel/scrip-master-download.ts';
import { ScripMasterError } from '../../../../src/feed/angel/scrip-master-error.ts';

it.each([
  'http://margincalculator.angelone.in/OpenAPI_File/files/OpenAPIScripMaster.json',
  'https://margincalculator.angelone.in:8443/master.json',
  'https://margincalculator.angelone.in.example.com/master.json',
  'https://user:secret@margincalculator.angelone.in/master.json',
  'http://user:secret@127.0.0.1:1/master.json',
  'https://example.com/master.json',
  'http://192.168.1.10/master.json',
  'http://127.0.0.1.example.com/master.json',
  'http://localhost.example.com/master.json',
  'https://127.0.0.1/master.json',
  'file:///etc/passwd',
  'ftp://127.0.0.1/master.json',
  'not an address',
  '',
])('SC-35 %o is refused before anything is asked', async (url) => {
  const error = await downloadScripMaster({ url }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ScripMasterError);
  expect(error).toMatchObject({ code: 'scrip_master_address_refused' });
  expect((error as Error).message).not.toContain('secret');
});
