/** A caller whose broker answers what a test says, over the real reading of answers; it neither waits nor repeats. */
import { Redactor } from '../../src/contract/redaction.ts';
import { ENDPOINTS, type EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import type { Caller, CallRequest } from '../../src/venue/angel/call.ts';
import { resultOf } from '../../src/venue/angel/caller-result.ts';
import type { HttpResult } from '../../src/venue/angel/transport.ts';

export interface AskedCall {
  readonly name: EndpointName;
  readonly request: Omit<CallRequest<unknown>, 'schema'>;
}

export interface AnsweringCaller extends Caller {
  readonly asked: AskedCall[];
}

/** `answer` is called once per call. */
export function answeringCaller(answer: (asked: AskedCall) => HttpResult): AnsweringCaller {
  const asked: AskedCall[] = [];
  const redactor = new Redactor();
  return {
    asked,
    async call(name, { schema, ...request }) {
      asked.push({ name, request });
      const isWrite = ENDPOINTS[name].kind === 'write';
      return resultOf(answer({ name, request }), { schema, isWrite, redactor });
    },
  };
}
