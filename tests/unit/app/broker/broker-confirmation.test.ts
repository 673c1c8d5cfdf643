import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isConfirmed } from '../../../../src/app/broker/broker-confirmation.ts';

const phrase = 'LIVE T100001 2026-11-20';

async function answered(typed: string, isTTY = true, given?: string) {
  const input = Object.assign(new PassThrough(), { isTTY });
  input.end(typed);
  let prompt = '';
  const isYes = await isConfirmed({
    ...{ phrase, given, input },
    prompt: { write: (text) => (prompt += text) },
  });
  return { isYes, prompt };
}

describe('the confirmation', () => {
  it('is typed at the terminal, after it was said what', async () => {
    expect(await answered(`${phrase}\nmore\n`)).toEqual({
      isYes: true,
      prompt: `Type ${phrase} to send it: `,
    });
  });

  it.each(['', '\n', 'yes\n', 'LIVE T100001 2026-11-19\n', 'live t100001 2026-11-20\n'])(
    'is not %j',
    async (typed) => {
      expect((await answered(typed)).isYes).toBe(false);
    },
  );

  it('does not come down a pipe', async () => {
    expect(await answered(`${phrase}\n`, false)).toEqual({ isYes: false, prompt: '' });
  });

  it('may be given on the command line, and then nobody is asked', async () => {
    expect(await answered('', false, phrase)).toEqual({ isYes: true, prompt: '' });
    expect(await answered(`${phrase}\n`, true, 'LIVE')).toEqual({ isYes: false, prompt: '' });
  });
});
