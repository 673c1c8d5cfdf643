/**
 * The bytes of a scrip master over HTTP: from the broker's own hosts with TLS or from loopback, conditional, never more than a bound of bytes
 * and of time, redirects not followed. Source of the hosts: Angel One's public documentation of the instruments file; the second is the
 * older name. Runs in whichever thread or process loads instruments.
 */
import { isLoopbackHost } from '../../contract/loopback.ts';
import { ScripMasterError } from './scrip-master-error.ts';
import { assertSize, inflate, SCRIP_MASTER_BYTES_MAX } from './scrip-master-file.ts';

const BROKER_HOSTS: ReadonlySet<string> = new Set([
  'margincalculator.angelone.in',
  'margincalculator.angelbroking.com',
]);

const DEFAULT_TIMEOUT_MS = 15_000;
/** What a server may say of its version; longer is not kept. */
const VALIDATOR_CHARS_MAX = 256;

/** What the server said of the version it sent; '' where it said nothing. */
export interface Validators {
  readonly etag: string;
  readonly lastModified: string;
}

export interface DownloadTerms {
  readonly url: string;
  /** Of the version at hand; absent when any content is wanted. */
  readonly known?: Validators | undefined;
  /** Time for the whole download, body included. */
  readonly timeoutMs?: number | undefined;
  /** Largest body, and largest text after decompression. */
  readonly bytesMax?: number | undefined;
}

export type Download =
  | { readonly status: 'not_modified' }
  | ({ readonly status: 'fetched'; readonly bytes: Uint8Array } & Validators);

/** Downloads a scrip master. Throws `ScripMasterError`. */
export async function downloadScripMaster(terms: DownloadTerms): Promise<Download> {
  const { url, timeoutMs = DEFAULT_TIMEOUT_MS, bytesMax = SCRIP_MASTER_BYTES_MAX } = terms;
  assertAllowed(url);
  const headers = conditionsOf(terms.known);
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    if (response.status === 304 && Object.keys(headers).length > 0) {
      return { status: 'not_modified' };
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw refusal(url, response.status);
    }
    const bytes = inflate(await readBody(response, url, bytesMax), url, bytesMax);
    const { etag, lastModified } = validatorsOf(response.headers);
    return { status: 'fetched', bytes, etag, lastModified };
  } catch (cause) {
    if (cause instanceof ScripMasterError) throw cause;
    throw new ScripMasterError(
      'scrip_master_unreachable',
      `The scrip master at ${url} did not arrive whole within ${timeoutMs} ms; check that its server runs.`,
      { cause },
    );
  }
}

function assertAllowed(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBroker = url?.protocol === 'https:' && url.port === '' && BROKER_HOSTS.has(url.hostname);
  const isLoopback = url?.protocol === 'http:' && isLoopbackHost(url.hostname);
  const isPlain = url?.username === '' && url.password === '';
  if (isPlain && (isBroker || isLoopback)) return;
  throw new ScripMasterError(
    'scrip_master_address_refused',
    `A scrip master comes from https://${[...BROKER_HOSTS].join(' or https://')}, or from http on loopback; give such an address, or a file.`,
  );
}

function conditionsOf(known: Validators | undefined): Record<string, string> {
  return {
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
  };
}

/** Only what can be sent back in a header. */
function validatorsOf(headers: Headers): Validators {
  const kept = (name: string) => {
    const value = headers.get(name) ?? '';
    return value.length <= VALIDATOR_CHARS_MAX && /^[\x20-\x7e]*$/.test(value) ? value : '';
  };
  return { etag: kept('etag'), lastModified: kept('last-modified') };
}

function refusal(url: string, status: number): ScripMasterError {
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  const advice = isRedirect ? 'it is not followed, give the address itself' : 'check the address';
  return new ScripMasterError(
    'scrip_master_unreachable',
    `The scrip master at ${url} was answered with status ${status}; ${advice}.`,
  );
}

async function readBody(response: Response, url: string, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, which closes the connection.
    assertSize(bytes, bytesMax, url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
