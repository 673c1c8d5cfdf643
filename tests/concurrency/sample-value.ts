/** A value as order-rate queues carry it, derived from one number, so that a reader can tell which it got and whether it is whole. */
import { defineCodec } from '../../src/contract/codec.ts';
import { defineLayout } from '../../src/contract/layout.ts';

const SAMPLE_KINDS = ['accepted', 'rejected', 'fill'] as const;

export interface SampleValue {
  readonly id: number;
  readonly timeMs: number;
  readonly kind: (typeof SAMPLE_KINDS)[number] | '';
  readonly quantity: number;
  readonly index: number;
}

const SAMPLE = defineLayout('sample', 1, 64, {
  id: 'f64',
  timeMs: 'f64',
  kind: 'u32',
  quantity: 'i32',
  index: 'u32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
});

export const sampleCodec = defineCodec<SampleValue>(SAMPLE, { kind: SAMPLE_KINDS });

export function sampleOf(id: number): SampleValue {
  return {
    id,
    timeMs: 1_795_062_600_000 + id,
    kind: SAMPLE_KINDS[id % 4] ?? '',
    quantity: 1_000_000 - id,
    index: 4_000_000_000 - id,
  };
}

export function isSampleOf(value: SampleValue, id: number): boolean {
  const expected = sampleOf(id);
  return (
    value.id === expected.id &&
    value.timeMs === expected.timeMs &&
    value.kind === expected.kind &&
    value.quantity === expected.quantity &&
    value.index === expected.index
  );
}
