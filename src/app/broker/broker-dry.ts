/** The requests of a call without sending them. Command line. */

import type { Redactor } from '../../contract/redaction.ts';
import { type DryClientOptions, openDryClient } from '../../venue/angel/dry-client.ts';
import type { HttpRequest } from '../../venue/angel/transport.ts';
import { type BrokerCall, BrokerCallError, EXIT_REFUSED } from './broker-call.ts';

/** Opens no socket. Throws `BrokerCallError` for a body that the client would not send. */
export async function dryRequests(
  call: BrokerCall,
  options: DryClientOptions,
): Promise<readonly HttpRequest[]> {
  const client = openDryClient(options);
  if (call.kind === 'login') await client.login();
  else if (call.kind === 'logout') await client.logout();
  else {
    const result = await call.ask(client.api);
    if (result.phase === 'pre_call' && result.reason === 'preflight') {
      throw new BrokerCallError(EXIT_REFUSED, result.message);
    }
  }
  return client.requests;
}

/** There are none in it but what somebody typed: each piece by itself, because placeholders stand where secrets would. */
export function withoutSecrets(request: HttpRequest, redactor: Redactor): HttpRequest {
  const clean = (text: string) => redactor.redact(text);
  const { path, headers, body } = request;
  return {
    ...request,
    path: clean(path),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, clean(value)]),
    ),
    ...(body !== undefined && { body: clean(body) }),
  };
}

export function requestsText(requests: readonly HttpRequest[], address: string): string {
  return requests
    .map(({ method, path, headers, body }) => {
      const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
      const content = body === undefined ? '' : `\n${body}\n`;
      return `${method} ${new URL(path, address).href}\n${lines.join('')}${content}`;
    })
    .join('\n');
}

/** One line. `body` is the text as it would be sent, absent where there is none. */
export function requestsJson(
  name: string,
  requests: readonly HttpRequest[],
  address: string,
): string {
  const shown = requests.map(({ method, path, headers, body }) => {
    const url = new URL(path, address).href;
    return { method, url, headers, ...(body !== undefined && { body }) };
  });
  return `${JSON.stringify({ call: name, mode: 'dry', requests: shown })}\n`;
}
