/**
 * The error-code table: every code a boundary can answer with, once. A code is stable; its sentence says what it means and what to do. Row
 * reasons of a bar file and the drop, deny and reject reasons are closed lists of their own.
 */

export interface ErrorDefinition {
  /** `fatal` ends the command, `error` fails one request, `warn` is counted and goes on. */
  readonly category: 'fatal' | 'error' | 'warn';
  /** Status of the HTTP answer that carries it; absent when none does. */
  readonly httpStatus?: number;
  readonly sentence: string;
}

const fatal = (sentence: string): ErrorDefinition => ({ category: 'fatal', sentence });
const warn = (sentence: string): ErrorDefinition => ({ category: 'warn', sentence });
const http = (httpStatus: number, sentence: string): ErrorDefinition => ({
  category: 'error',
  httpStatus,
  sentence,
});

export const ERRORS = {
  settings_invalid: fatal(
    'The configuration has the problems listed; correct each key or environment variable.',
  ),
  simulator_not_started: fatal(
    'The market simulator ended before it listened; its own message says why.',
  ),
  thread_not_started: fatal('A thread ended before the engine ran; its message says why.'),
  universe_invalid: fatal('The simulated market cannot be built; correct the key it names.'),
  engine_unavailable: fatal(
    'The chosen WebSocket engine does not run here; set server.webSocketEngine to auto or ws.',
  ),
  listen_failed: fatal('The address cannot be listened on; free it or choose another server.port.'),
  scrip_master_unreachable: fatal('The scrip master cannot be read; check the path or URL.'),
  scrip_master_address_refused: fatal(
    'A scrip master comes from the broker over https or from loopback; give such an address or a file.',
  ),
  scrip_master_too_large: fatal('The scrip master is larger than any real one; check the source.'),
  scrip_master_corrupt: fatal('The scrip master is damaged; download it again.'),
  scrip_master_not_rows: fatal('The file is no list of instruments; give a SmartAPI scrip master.'),
  scrip_master_shrunk: fatal(
    'The new scrip master lost more than half of its instruments; look at it, then sync with --accept.',
  ),
  scrip_master_exchange_lost: fatal(
    'The new scrip master lacks a whole exchange; look at it, then sync with --accept.',
  ),
  scrip_master_missing: fatal(
    'No version of the scrip master is in the data folder; run tickring instruments sync.',
  ),
  instrument_unknown: fatal('The scrip master lacks an instrument; write <exchange>:<symbol>.'),
  instrument_not_served: fatal('The exchange has no session hours here; remove the instrument.'),
  instrument_limit_exceeded: fatal('One stream carries no more instruments; name fewer.'),
  subscription_limit: fatal('One stream session carries at most 1000 tokens; subscribe fewer.'),
  file_unreadable: fatal('The bar file cannot be read; give a CSV file, plain or gzipped.'),
  header_unreadable: fatal('The bar file lacks a column: it needs time, open, high, low, close.'),
  no_full_day: fatal('The bar file has no full trading day; name a date with --date.'),
  date_missing: fatal('The bar file has no bars of that date; name one it has.'),
  contract_mismatch: fatal('The bars are not of the contract the file name says; check the file.'),
  price_implausible: fatal('The bars are far from the price of the instrument; check the file.'),
  recording_invalid: fatal('The file is no recording of this version; record the session again.'),
  journal_failed: fatal(
    'The journal cannot be written; start again, which recovers what is on disk.',
  ),
  journal_quarantined: fatal(
    'What was durable is damaged; look with tickring journal verify, restore the folder from a copy.',
  ),
  journal_version_unknown: fatal('The journal was written by another release; run that one.'),
  journal_row_invalid: fatal(
    'A row of the journal is not of its kind; run the release that wrote it.',
  ),
  journal_seal_broken: fatal(
    'A sealed segment is not what its manifest says; restore it from a copy.',
  ),
  journal_instrument_missing: fatal(
    'The journal holds positions in instruments that are not subscribed; add them to feed.subscribe.',
  ),
  latched_for_the_day: fatal(
    'A loss latch of the day stands until the next session date; start without --clear-latch.',
  ),
  recording_missing: fatal(
    'There is no such recording; start the engine with TICKRING_DATA__RECORD_TICKS=true.',
  ),
  recording_incomplete: fatal('Ticks of the session were not recorded; replay another session.'),
  session_not_journaled: fatal('The journal does not hold the session; name the data folder.'),
  credentials_unsafe: fatal(
    'Others could read or replace the credentials file; chmod 600, its owner, no symbolic link.',
  ),
  credentials_invalid: fatal(
    'A credential has the wrong shape or two values; correct what the message names.',
  ),
  credentials_missing: fatal('A credential is not set; .env.example says which there are.'),
  bad_encoding: warn('A client message is not valid msgpack or JSON.'),
  bad_request: warn('A client message is not one of subscribe, unsubscribe, ping, resume.'),
  resume_too_old: warn('The events asked for are no longer held; the snapshot that follows is.'),
  host_not_allowed: http(403, 'The Host header is not ours; add it to server.allowedHosts.'),
  origin_not_allowed: http(403, 'The Origin is not allowed; add it to server.allowedOrigins.'),
  not_found: http(404, 'There is nothing at this path; see / for what there is.'),
  method_not_allowed: http(405, 'The engine can only be read here; use GET or HEAD.'),
  upgrade_required: http(426, 'This path is a WebSocket; connect with a WebSocket client.'),
  unknown_encoding: http(400, 'The stream speaks ?encoding=msgpack or ?encoding=json.'),
  too_many_clients: http(
    503,
    'As many clients are connected as server.maxClients allows; close one.',
  ),
  metrics_failed: http(500, 'The metrics page could not be built; see the log.'),
  broker_address_refused: fatal(
    'The client connects to the broker over TLS or to loopback; correct the address.',
  ),
  tls_verification_off: fatal('Certificates must be checked; unset NODE_TLS_REJECT_UNAUTHORIZED.'),
  broker_call_refused: fatal(
    'The call is not sent as it was asked; the message says what to give.',
  ),
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;
