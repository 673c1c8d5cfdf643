/** A story as lines of text: record, Indian time, what happened. `tickring audit`. */
import { denyText } from '../../contract/wire/deny-text.ts';
import { istDateKey } from '../../domain/instrument/ist-date.ts';
import type { AnyRow } from '../../domain/journal-row.ts';
import { orderTag } from '../../domain/order/order-tag.ts';
import { istTime, price, rupees } from '../watch/text.ts';
import type { AuditEntry, AuditNames, AuditTrail } from './audit-trail.ts';

const GATE_INDENT = ' '.repeat(42);

export function trailText(trail: AuditTrail): string {
  const lines = [trail.stories.join(' with ')];
  let date = '';
  for (const entry of trail.entries) {
    const entryDate = istDateKey(entry.timeMs || entry.wallMs);
    if (entryDate !== date) lines.push(entryDate);
    date = entryDate;
    lines.push(...entryLines(entry, trail.names));
  }
  return `${lines.join('\n')}\n`;
}

function entryLines(entry: AuditEntry, names: AuditNames): readonly string[] {
  const { sequence, kind, timeMs } = entry;
  const millis = timeMs > 0 ? `.${String(timeMs % 1000).padStart(3, '0')}` : '.---';
  const [first = '', ...more] = describe(entry, names);
  const head = `${String(sequence).padStart(10)}  ${istTime(timeMs)}${millis}  ${kind.padEnd(14)}`;
  return [`${head}  ${first}`, ...more.map((line) => `${GATE_INDENT}${line}`)];
}

function describe(entry: AuditEntry, names: AuditNames): readonly string[] {
  const { kind, row } = entry;
  switch (kind) {
    case 'signal':
      return [`${signalName(row, 'sequence', names)} ${wish(row, names)}${signalDetail(row)}`];
    case 'decision':
      return decisionLines(row, names);
    case 'intent':
      return [`${text(row, 'intentId')} ${wish(row, names)}, ${sized(row)}, ${offsets(row)}`];
    case 'group':
      return [groupLine(row, names)];
    case 'order':
      return [orderLine(entry, names)];
    case 'command':
      return [`${text(row, 'kind')} order ${text(row, 'orderId')} ${sideOf(row)} ${sized(row)}`];
    case 'report':
      return [reportLine(row)];
    case 'fill':
      return [
        `order ${text(row, 'orderId')} ${sideOf(row)} ${text(row, 'fillQuantity')} for ${money(row, 'fillValuePaise')}`,
      ];
    case 'position':
      return [positionLine(row, names)];
    case 'operator':
      return [`${text(row, 'action')} by ${text(row, 'actor')}: ${text(row, 'reason')}`];
    case 'gtt':
      return [`GTT ${text(row, 'gttId')} ${text(row, 'status')} ${text(row, 'reason')}`.trim()];
    default:
      return [fieldsText(row)];
  }
}

function decisionLines(row: AnyRow, names: AuditNames): readonly string[] {
  const reason = text(row, 'reason');
  const merged = number(row, 'mergedIntoId');
  const answer =
    reason === ''
      ? `approved as ${text(row, 'intentId')}: ${sized(row)}, ${offsets(row)}`
      : `denied ${reason}: ${denialOf(row)}`;
  const standsFor = merged === 0 ? '' : `; it stands in ${merged}`;
  const gates = list(row, 'gates').map((gate, at) => {
    const measured = rounded(list(row, 'measured')[at]);
    const limit = rounded(list(row, 'limits')[at]);
    return `gate ${String(gate).padEnd(26)} measured ${measured.padStart(14)}  limit ${limit}`;
  });
  const features = list(row, 'featureNames').map(
    (name, at) => `feature ${String(name).padEnd(23)} ${rounded(list(row, 'features')[at])}`,
  );
  return [
    `${signalName(row, 'signalSequence', names)} ${answer}${standsFor}`,
    `state ${text(row, 'tradingState')}, strength ${text(row, 'strength')}, reference ${money(row, 'referencePaise')}, settings ${text(row, 'configSha').slice(0, 12)}`,
    ...gates,
    ...features,
  ];
}

/** The gate that was asked last is the one that refused. */
function denialOf(row: AnyRow): string {
  return denyText({
    reason: text(row, 'reason'),
    measured: Number(list(row, 'measured').at(-1) ?? 0),
    limit: Number(list(row, 'limits').at(-1) ?? 0),
    quantity: number(row, 'quantity'),
    limitPaise: number(row, 'limitPaise'),
  });
}

function groupLine(row: AnyRow, names: AuditNames): string {
  const flags = ['isWaiting', 'isEntryOver', 'isUnprotected', 'isExiting', 'isStuck', 'isClosed']
    .filter((flag) => row[flag] === true)
    .map((flag) =>
      flag
        .slice(2)
        .replaceAll(/(?<!^)[A-Z]/g, ' $&')
        .toLowerCase(),
    );
  return `${text(row, 'groupId')} ${text(row, 'kind')} ${sideOf(row)} ${[instrumentOf(row, names), ...flags, offsets(row)].join(', ')}`;
}

function orderLine({ row, previous }: AuditEntry, names: AuditNames): string {
  const before = previous === undefined ? '' : `${text(previous, 'status')} → `;
  const trigger = number(row, 'triggerPaise');
  const venue = number(row, 'venueOrderId');
  return [
    `${text(row, 'orderId')} ${orderTag(number(row, 'tagPrefix'), number(row, 'orderId'))} ${text(row, 'role')}`,
    `${sideOf(row)} ${instrumentOf(row, names)}: ${before}${text(row, 'status')} ${text(row, 'reason')}`.trim(),
    `filled ${text(row, 'filledQuantity')} of ${text(row, 'quantity')} at ${price(number(row, 'limitPaise'))}`,
    ...(trigger === 0 ? [] : [`trigger ${rupees(trigger)}`]),
    ...(venue === 0 ? [] : [`venue ${venue}`]),
  ].join(', ');
}

function reportLine(row: AnyRow): string {
  const fill = number(row, 'fillQuantity');
  return [
    `${text(row, 'kind')} order ${text(row, 'orderId')} ${text(row, 'reason')}`.trim(),
    ...(fill === 0 ? [] : [`${fill} at ${money(row, 'fillPaise')}`]),
    `filled ${text(row, 'cumulativeQuantity')} in all, venue ${text(row, 'venueOrderId')}`,
  ].join(', ');
}

function positionLine(row: AnyRow, names: AuditNames): string {
  return [
    `${strategyName(number(row, 'strategyIndex'), names)} ${instrumentOf(row, names)}: ${text(row, 'quantity')}`,
    `cost ${money(row, 'costPaise')}, realised ${money(row, 'realisedPaise')}`,
    `charges ${money(row, 'chargesPaise')}`,
  ].join(', ');
}

function signalName(row: AnyRow, field: string, names: AuditNames): string {
  return `${strategyName(number(row, 'strategyIndex'), names)}:${text(row, field)}`;
}

/** The last indices are no strategy's: the origin says whose. */
function strategyName(index: number, names: AuditNames): string {
  return names.strategies[index] ?? String(index);
}

function wish(row: AnyRow, names: AuditNames): string {
  return `${text(row, 'kind')} ${sideOf(row)} ${instrumentOf(row, names)}`;
}

function signalDetail(row: AnyRow): string {
  const { strength, originTickSequence } = row;
  return `, reference ${money(row, 'referencePaise')}, strength ${String(strength)}, tick ${String(originTickSequence)}`;
}

function sized(row: AnyRow): string {
  return `${text(row, 'quantity')} at ${price(number(row, 'limitPaise'))}`;
}

function offsets(row: AnyRow): string {
  return `stop ${price(number(row, 'stopOffsetPaise'))} away, target ${price(number(row, 'targetOffsetPaise'))} away`;
}

function instrumentOf(row: AnyRow, names: AuditNames): string {
  const index = number(row, 'instrumentIndex');
  return names.instruments[index] ?? `instrument ${index}`;
}

function sideOf(row: AnyRow): string {
  return number(row, 'side') === 1 ? 'BUY' : 'SELL';
}

function money(row: AnyRow, field: string): string {
  return rupees(number(row, field));
}

function number(row: AnyRow, field: string): number {
  return typeof row[field] === 'number' ? row[field] : 0;
}

function text(row: AnyRow, field: string): string {
  return String(row[field] ?? '');
}

function list(row: AnyRow, field: string): readonly unknown[] {
  return Array.isArray(row[field]) ? row[field] : [];
}

function rounded(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toFixed(4))) : '';
}

function fieldsText(row: AnyRow): string {
  return Object.entries(row)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
