import { describe, expect, it } from 'vitest';
import { SessionView } from '../../../../src/app/watch/session-view.ts';
import type { DecisionView } from '../../../../src/contract/wire/client-stream.ts';
import { DECISION } from '../../../support/fake-fanout-source.ts';

function decision(signalSequence: number): DecisionView {
  return { ...DECISION, signalSequence };
}

function apply(view: SessionView, type: 'snapshot' | 'update', sequences: readonly number[]): void {
  view.apply({ channel: 'signals', type, seq: 1, data: sequences.map(decision) });
}

const sequencesOf = (views: readonly DecisionView[]) =>
  views.map(({ signalSequence }) => signalSequence);

describe('SessionView', () => {
  it('keeps decisions in order and hands each out once', () => {
    const view = new SessionView();
    apply(view, 'snapshot', [1, 2]);
    apply(view, 'update', [3]);
    expect(sequencesOf(view.decisions)).toEqual([1, 2, 3]);
    expect(sequencesOf(view.takeDecisions())).toEqual([1, 2, 3]);
    expect(view.takeDecisions()).toEqual([]);
  });

  it('takes a snapshot after a loss as the whole state, and hands out only what is new in it', () => {
    const view = new SessionView();
    apply(view, 'snapshot', [1, 2]);
    view.takeDecisions();
    apply(view, 'snapshot', [2, 5, 6]);
    expect(sequencesOf(view.decisions)).toEqual([2, 5, 6]);
    expect(sequencesOf(view.takeDecisions())).toEqual([5, 6]);
  });

  it('keeps a bounded number of decisions, the newest', () => {
    const view = new SessionView();
    for (let sequence = 1; sequence <= 300; sequence++) apply(view, 'update', [sequence]);
    expect(view.decisions).toHaveLength(200);
    expect(view.decisions.at(-1)?.signalSequence).toBe(300);
  });
});
