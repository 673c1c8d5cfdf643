/** What a call came to, with its exit code and what to do about it. Command line. */
import type { CallResult } from '../../venue/angel/call.ts';
import type { AuthLoss } from '../../venue/angel/session-login.ts';
import { EXIT_CONFIG } from '../settings-loader.ts';
import { type BrokerCall, EXIT_REFUSED } from './broker-call.ts';
import { dataText } from './broker-table.ts';

const EXIT_REJECTED = 1;
/** sysexits EX_UNAVAILABLE. */
const EXIT_NOT_CONNECTED = 69;
/** sysexits EX_TEMPFAIL: it may have been applied. */
const EXIT_AMBIGUOUS = 75;

/** A call that was not made because the login before it failed has the loss beside it. */
export interface BrokerOutcome {
  readonly result: CallResult<unknown>;
  readonly loss?: AuthLoss;
}

export function exitCodeOf({ result, loss }: BrokerOutcome): number {
  if (loss !== undefined) return loss.isFinal ? EXIT_CONFIG : EXIT_NOT_CONNECTED;
  switch (result.phase) {
    case 'accepted':
      return 0;
    case 'rejected':
      return EXIT_REJECTED;
    case 'ambiguous':
      return EXIT_AMBIGUOUS;
    case 'pre_call':
      return result.reason === 'preflight' ? EXIT_REFUSED : EXIT_NOT_CONNECTED;
    default:
      return result satisfies never;
  }
}

/** What to do now; '' where nothing is. */
function adviceOf({ result }: BrokerOutcome, call: BrokerCall): string {
  if (result.phase === 'ambiguous') {
    return call.kind === 'write'
      ? `It may have been applied. Ask again with ${call.askAgain ?? ''}; do not repeat it.`
      : 'Nothing is known; ask again.';
  }
  if (result.phase !== 'rejected') return '';
  switch (result.kind) {
    case 'rate':
      return 'The broker allows no more calls for now; wait a minute.';
    case 'address':
      return 'Register the address of this line for the API key, and set TICKRING_ANGEL_STATIC_IP.';
    case 'auth':
      return 'The broker does not take this session; somebody else may have logged in. Try again.';
    case 'request':
      return '';
    default:
      return result.kind satisfies never;
  }
}

export function outcomeText(name: string, outcome: BrokerOutcome, call: BrokerCall): string {
  const { result } = outcome;
  const advice = adviceOf(outcome, call);
  const columns = 'columns' in call ? call.columns : undefined;
  switch (result.phase) {
    case 'accepted':
      return `accepted: ${name}\n${dataText(result.data, columns)}`;
    case 'rejected':
      return paragraph(
        `rejected: ${[result.code, result.message].filter(Boolean).join(' ')}`,
        advice,
      );
    case 'ambiguous':
      return paragraph(`ambiguous (${result.cause}): ${result.message}`, advice);
    case 'pre_call':
      return paragraph(`pre_call (${result.reason}): ${result.message}`, advice);
    default:
      return result satisfies never;
  }
}

/** One line. Prices are paise, times epoch ms, as everywhere inside. */
export function outcomeJson(name: string, outcome: BrokerOutcome, call: BrokerCall): string {
  const advice = adviceOf(outcome, call);
  const line = { call: name, mode: 'real', ...outcome.result, ...(advice !== '' && { advice }) };
  return `${JSON.stringify(line)}\n`;
}

function paragraph(...lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}
