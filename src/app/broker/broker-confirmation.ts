/** The typed confirmation of a call that reaches the market. Command line. */
import { createInterface } from 'node:readline';

export interface ConfirmationTerms {
  /** What has to be typed. */
  readonly phrase: string;
  /** `--confirm`; then nobody is asked. */
  readonly given: string | undefined;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly prompt: { write(text: string): unknown };
}

/** Asks at a terminal only: what comes down a pipe was not typed by somebody who saw the request. */
export async function isConfirmed(terms: ConfirmationTerms): Promise<boolean> {
  const { phrase, given, input, prompt } = terms;
  if (given !== undefined) return given.trim() === phrase;
  if (input.isTTY !== true) return false;
  prompt.write(`Type ${phrase} to send it: `);
  return (await firstLine(input)).trim() === phrase;
}

/** '' when the input ends before. */
function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    const lines = createInterface({ input });
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(''));
  });
}
