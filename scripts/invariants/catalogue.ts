/** The rules the engine keeps, one id and one sentence each; `INVARIANTS.md` shows where each of them is checked. */

/** `later`: the part of the product that can break the rule does not exist yet; `reason` names it. */
export type Invariant =
  | { readonly id: string; readonly statement: string; readonly appliesTo: 'now' }
  | {
      readonly id: string;
      readonly statement: string;
      readonly appliesTo: 'later';
      readonly reason: string;
    };

const API = 'needs the REST API';
const BROKER = 'needs the broker adapter';

/** Sorted by id within its area. */
export const CATALOGUE: readonly Invariant[] = [
  now('OL-01', 'An order changes its status only along the transition table.'),
  now('OL-02', 'Filled and open units of an order add up to its quantity; none is negative.'),
  now('OL-03', 'The cumulative fill of an order never falls.'),
  now('OL-04', 'The value of the fills is kept exactly; the average lies between their prices.'),
  now('OL-05', 'A fill that comes after the end of its order is booked and counted.'),
  now('OL-06', 'Only the word of the venue ends a sent order; silence and absence never do.'),
  now('OL-07', 'One venue order is one order of ours, and the other way round.'),
  now('OL-08', 'Orders of unknown outcome, or on their way, count with all they can still fill.'),
  now('OL-09', 'An unknown order is asked for every few seconds; lasting doubt halts entries.'),
  now('OL-10', 'One change of an order is in flight at a time, never below what is filled.'),
  now('OL-11', 'A modified order stays the same order: its fills stay, its rest counts once.'),
  now('OL-12', 'What somebody else did in the account is counted, and never cancelled by us.'),

  now('ID-01', 'The venue never holds two orders with one client id.'),
  now('ID-02', 'A repeated request gets its first answer; its key with another body is refused.'),
  now('ID-03', 'Nothing is sent before the journal holds it durably.'),
  now('ID-04', 'Nothing is shown before the journal holds what led to it durably.'),
  now('ID-05', 'Each fill is booked once: never above the venue, and equal to it at rest.'),
  now('ID-06', 'A place request goes out once, whatever becomes of its answer.'),
  now('ID-07', 'Client ids never repeat, are derived from inputs, and fit the tag of the venue.'),
  now('ID-08', 'What may have left before a crash is unknown after it, and is not sent again.'),

  now('OC-01', 'The children of an entry sell no more than the entry has filled.'),
  now('OC-02', 'A fill of one child reduces its sibling in the same step.'),
  now('OC-03', 'Exits that closed too much are made good by exactly the excess.'),
  now('OC-04', 'Open units have a stop within a second, or the group is alarmed as unprotected.'),
  now('OC-05', 'A sibling is gone only by the word of the venue; a closed group has nothing open.'),
  now('OC-06', 'The children of an entry that ended early have the size of its fills.'),
  now('OC-07', 'Stop and target stay on their sides of the entry; a trailing stop only tightens.'),
  now('OC-08', 'A group comes back from the journal as it was, and stays protected.'),
  now('GT-01', 'A GTT triggers once at most, by a fresh, sound tick within the session.'),
  now('GT-02', 'Whoever asks for an order, it passes the one risk gate.'),
  now('GT-03', 'A GTT outlives restarts and days, and never its last day.'),

  now('PP-01', 'A position is the sum of its fills.'),
  now('PP-02', 'At rest our positions are those of the venue.'),
  now(
    'PP-03',
    'Realised and unrealised profit less charges is the change of equity, to the paisa.',
  ),
  now('PP-04', 'A fill through zero realises the closed part and starts a new average price.'),
  now('PP-05', 'Realised profit changes only with fills, charges and adjustments.'),
  now('PP-06', 'Reconciliation changes positions only by recorded adjustments with evidence.'),
  now('PP-07', 'A book that failed or came in part says nothing about what it lacks.'),
  now('PP-08', 'An answer says nothing about what happened after its question.'),
  now('PP-09', 'One difference is taken over a few times at most; then entries halt.'),

  now('RG-01', 'Every entry has one approval with the same parameters, used once.'),
  now('RG-02', 'Limits count executed, open and unconfirmed units together.'),
  now('RG-03', 'An order is within quantity, value, lot, price increment and freeze quantity.'),
  now('RG-04', 'A limit is near a fresh reference price; without one nothing is opened.'),
  now('RG-05', 'No window has more messages than its cap; a quarter is kept for exits.'),
  now('RG-06', 'Too many round trips disable a strategy until a human enables it.'),
  now('RG-07', 'The same entry again within the window is a duplicate, and denied.'),
  now('RG-08', 'An order never meets another one of our own.'),
  now('RG-09', 'A loss limit that was reached stops entries for the day, also after a restart.'),
  now('RG-10', 'A reducing order never makes a position larger, whichever orders fill.'),
  now('RG-11', 'The orders of a parent never add up to more than the parent.'),
  now('RG-12', 'A limit is changed by a named human with a reason, and the old value is kept.'),
  now('RG-13', 'Concentration and restrictions are judged by the state the decision names.'),

  now('KS-01', 'After a kill only cancels and reducing orders are sent.'),
  now('KS-02', 'A kill outlives restarts; only a human with a reason ends it.'),
  now('KS-03', 'A kill is flat in the time its messages need; too many for 2 s are announced.'),
  now('KS-04', 'A kill completes with every thread dead that it does not need.'),
  now('KS-05', 'Without a journal, reducing orders still go out and others never do.'),
  now('KS-06', 'A repeated kill or flatten never asks for more exits than are open.'),
  now('KS-07', 'An exit is re-priced a few times within its band, then a human is called.'),

  now('SE-01', 'Nothing is sent outside the hours that its segment and type allow.'),
  now('SE-02', 'At its time each segment is flat, or the flatten has failed with an alarm.'),
  now('SE-03', 'Nothing is opened in the last minutes before a segment must be flat.'),
  now('SE-04', 'The end-of-day flatten runs once per date and segment, after a late start too.'),
  now('SE-05', 'Dates and schedules are Indian ones, whatever the time zone of the host.'),
  now('SE-06', 'A clock that steps back fires nothing twice; one that steps ends entries.'),
  now('SE-07', 'On a date the calendar does not know nothing is armed and nothing triggers.'),
  later('SE-08', 'A lost broker login ends entries until orders are reconciled again.', BROKER),

  now('JR-01', 'Records and segments are a chain without a gap, and each is intact.'),
  now('JR-02', 'The durable sequence never falls, and nothing above it has an effect.'),
  now('JR-03', 'A recovery finds everything that was ever acknowledged.'),
  now('JR-04', 'A replay of the same inputs reaches the same states.'),
  now('JR-05', 'Only a torn end is cut; damage before something valid is quarantined.'),
  now('JR-06', 'A snapshot and what follows it make the same state as the whole journal.'),
  now('JR-07', 'A step depends on its state and its input only.'),
  now('JR-08', 'Of a batch that the disk did not take nothing is acknowledged.'),
  now('JR-09', 'A sync that failed is never tried again by the same process.'),
  later(
    'JR-10',
    'The history database is behind the journal and can be rebuilt from it.',
    'needs the DuckDB projection',
  ),
  now('JR-11', 'A journal has one writer.'),
  now('JR-12', 'A record of an unknown kind or version stops the start; none is skipped.'),

  now('FD-01', 'A published tick has sound prices, quantities and times; others have a reason.'),
  now('FD-02', 'Packets received are those published, conflated, dropped or pending.'),
  now('FD-03', 'The ticks of one instrument are in the order of the exchange.'),
  now('FD-04', 'An instrument without fresh exchange time opens and triggers nothing.'),
  now('FD-05', 'A reader gets a whole record or learns how many it has missed.'),
  now('FD-06', 'A feed that stops is noticed by every consumer within seconds.'),
  now('FD-07', 'After a reconnect everything wanted is subscribed again.'),
  now('FD-08', 'Every tick is in one bar; a closed bar brackets its ticks and stays as it is.'),
  now('FO-01', 'What waits for a client is bounded; order events are never dropped in silence.'),
  now('FO-02', 'Order events are contiguous, and a resume gives exactly those missing.'),
  now('FO-03', 'Clients, many or slow, never hold up trading.'),

  later('AP-01', 'Every change asked for from outside has an authorised author on record.', API),
  later('AP-02', 'A refused request changes nothing.', API),
  now('AP-03', 'Every denial has one code of a closed, stable list.'),
  later('AP-04', 'Kill and flatten are never held up by limits meant for other requests.', API),
  later('AP-05', 'No secret appears in a log, a record, a metric or an answer.', BROKER),
  now('LG-01', 'Every start is PAPER or CUSTODY; no start is LIVE.'),
  now('LG-02', 'LIVE is armed only with all of its evidence at hand.'),
  now('LG-03', 'The broker takes an order only with the arm capability of the moment.'),
  now('LG-04', 'Kill, session end and every lost piece of evidence end LIVE at once.'),
  now('LG-05', 'PAPER and LIVE events never share a ledger.'),
  later(
    'CL-01',
    'Of several nodes one may send for an account, and its epoch is the newest.',
    'needs clustering',
  ),
];

function now(id: string, statement: string): Invariant {
  return { id, statement, appliesTo: 'now' };
}

function later(id: string, statement: string, reason: string): Invariant {
  return { id, statement, appliesTo: 'later', reason };
}
