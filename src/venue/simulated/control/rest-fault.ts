/** How a scheduled fault changes the life of one request to the simulated broker. Simulator process. */
import type { SimulatorFault } from '../../../contract/wire/simulator-control.ts';
import {
  type Answer,
  applicationRefusal,
  jsonAnswer,
  RATE_LIMITED,
  WITHOUT_CODE,
} from '../rest/answer.ts';
import { ipRefusal } from '../rest/gate.ts';

/** What becomes of the connection instead of an answer. */
export type Ending = Answer | 'drop' | 'silence';

export interface Disturbance {
  /** Does the request take effect? */
  readonly isApplied: boolean;
  /** Real milliseconds before it takes effect, and before the answer. */
  readonly applyAfterMs: number;
  readonly answerAfterMs: number;
  /** `answer` is the honest one, null when the request took no effect. */
  readonly end: (answer: Answer | null) => Ending;
}

const BAD_GATEWAY = 502;
const APPLIED_BY_DEFAULT: readonly SimulatorFault['name'][] = [
  'delay',
  'missing_data',
  'null_data',
  'duplicate_rows',
];
const SERVER_BUSY: Answer = {
  status: 200,
  contentType: 'text/html',
  body: '',
  code: WITHOUT_CODE.unreadable,
};
const PAGE = '<html><body><h1>Service Temporarily Unavailable</h1></body></html>';

export function disturbanceOf(fault: SimulatorFault): Disturbance {
  const isApplied = fault.isApplied ?? APPLIED_BY_DEFAULT.includes(fault.name);
  const now = { isApplied, applyAfterMs: 0, answerAfterMs: 0 };
  switch (fault.name) {
    case 'drop':
      return { ...now, end: () => 'drop' };
    case 'half_open':
      return { ...now, end: () => 'silence' };
    case 'delay': {
      const applyAfterMs = isApplied ? 0 : fault.delayMs;
      const answerAfterMs = isApplied ? fault.delayMs : 0;
      return { isApplied: true, applyAfterMs, answerAfterMs, end: honest };
    }
    case 'server_error': {
      const body = { ...SERVER_BUSY, body: PAGE, status: fault.status ?? BAD_GATEWAY };
      return { ...now, end: () => body };
    }
    case 'rate_limited':
      return { ...now, isApplied: false, end: () => RATE_LIMITED };
    case 'html':
      return { ...now, end: () => ({ ...SERVER_BUSY, body: PAGE }) };
    case 'empty':
      return { ...now, end: () => SERVER_BUSY };
    case 'status_string':
      return { ...now, isApplied: false, end: () => stringRefusal(fault.code) };
    case 'missing_data':
      return { ...now, end: (answer) => changed(answer, ({ data: _, ...rest }) => rest) };
    case 'null_data':
      return { ...now, end: (answer) => changed(answer, (body) => ({ ...body, data: null })) };
    case 'duplicate_rows':
      return { ...now, end: (answer) => changed(answer, doubled) };
    case 'ip_refused':
      return { ...now, isApplied: false, end: ipRefusal };
    case 'refused': {
      const refusal = applicationRefusal(fault.code, 'Refused by the simulator');
      return { ...now, isApplied: false, end: () => refusal };
    }
    default:
      return { ...now, isApplied: true, end: honest };
  }
}

function honest(answer: Answer | null): Ending {
  return answer ?? 'drop';
}

function stringRefusal(code: string): Answer {
  const body = { status: 'false', message: 'Something Went Wrong', errorcode: code, data: 'null' };
  return jsonAnswer(body, code);
}

type Body = Readonly<Record<string, unknown>>;

/** A refusal stays as it is. */
function changed(answer: Answer | null, change: (body: Body) => Body): Ending {
  if (answer === null) return 'drop';
  if (answer.code !== '') return answer;
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as Body)) };
}

function doubled(body: Body): Body {
  const { data } = body;
  return Array.isArray(data) ? { ...body, data: data.flatMap((row) => [row, row]) } : body;
}
