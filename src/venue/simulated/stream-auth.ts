/** Who may open the simulated stream: the checks SmartAPI makes at the upgrade. */
import type { IncomingMessage } from 'node:http';

/** When given, exactly these are accepted; when not, anything that is not empty. */
export interface StreamCredentials {
  readonly authToken: string;
  readonly apiKey: string;
  readonly clientCode: string;
  readonly feedToken: string;
}

export interface PresentedCredentials extends StreamCredentials {
  /** The browser form names no auth token. */
  readonly isBrowserForm: boolean;
}

/** Text of the `x-error-message` header of a 401 answer, '' when the credentials are good. */
export function refusalOf(
  request: IncomingMessage,
  expected: StreamCredentials | undefined,
): string {
  const presented = credentialsOf(request);
  const isGood = (field: keyof StreamCredentials) =>
    presented[field] !== '' && (expected === undefined || presented[field] === expected[field]);
  if (!presented.isBrowserForm && !isGood('authToken'))
    return 'Invalid Header - Invalid Auth token';
  if (!isGood('clientCode')) return 'Invalid Header - Invalid Client Code';
  if (!isGood('apiKey')) return 'Invalid Header - Invalid API Key';
  if (!isGood('feedToken')) return 'Invalid Header - Invalid Feed Token';
  return '';
}

/** From the headers, or from the query string when it names a client code (the form browsers use). */
export function credentialsOf(request: IncomingMessage): PresentedCredentials {
  const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
  if (query.has('clientCode')) {
    return {
      isBrowserForm: true,
      authToken: '',
      apiKey: query.get('apiKey') ?? '',
      clientCode: query.get('clientCode') ?? '',
      feedToken: query.get('feedToken') ?? '',
    };
  }
  const header = (name: string) => String(request.headers[name] ?? '').trim();
  return {
    isBrowserForm: false,
    // Clients are seen to send the token with and without the scheme; the venue takes both.
    authToken: header('authorization').replace(/^Bearer(\s+|$)/i, ''),
    apiKey: header('x-api-key'),
    clientCode: header('x-client-code'),
    feedToken: header('x-feed-token'),
  };
}
