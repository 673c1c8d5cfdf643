/** The invariants the simulator checks from outside, with the sentence of each. The table of checks is generated from this list. */

export const CHECKED_INVARIANTS = {
  'ID-01': 'The venue has at most one order for every client id.',
  'ID-03':
    'The order of every place that was sent is in the journal, at the send and after every recovery.',
  'ID-04': 'Everything that was shown can be derived from the journal, after every recovery.',
  'ID-05': 'Confirmed quantity never exceeds the venue’s, and equals it at rest.',
  'ID-06': 'A place is posted once; nothing of unknown outcome is posted again.',
  'ID-07': 'Client ids are unique over the run and at most 15 characters.',
  'OL-01': 'Every transition shown is between states of the table.',
  'OL-02': 'Filled never exceeds quantity, and an order that is filled is filled whole.',
  'OL-03': 'Cumulative quantity never falls.',
  'OL-05': 'A fill after the end of an order is applied.',
  'OL-06': 'An order ends only on the venue’s word.',
  'OL-10': 'An order has one change in flight, and no modify goes below what is filled.',
  'OL-12': 'What we did not create is never cancelled by us.',
  'OC-01': 'The children of each role never exceed the entry’s fills.',
  'OC-03': 'A group that has ended adds up to nothing.',
  'OC-04': 'An open quantity is covered by a stop or an exit soon after each fill.',
  'OC-05': 'An exit is asked for only once entry and targets are gone.',
  'OC-06': 'Without a fill of the entry no child reaches the venue.',
  'OC-07': 'A trailing stop never loosens.',
  'PP-01': 'The books are the sum of the orders.',
  'PP-02': 'At rest our positions are the venue’s.',
  'PP-08': 'Where nobody else traded, no position is adjusted.',
  'RG-04': 'No entry is approved by a stale price.',
  'RG-05': 'No rolling or calendar second has more messages than the cap.',
  'RG-09': 'After a latched loss nothing is opened on that day.',
  'RG-10': 'A reduce-only order reduces.',
  'GT-01':
    'A GTT triggers once, in the hours of its instrument, and is durable as triggered before it is judged.',
  'GT-03': 'No GTT triggers after its last day.',
  'KS-01': 'After the kill only cancels and reducing orders are sent.',
  'KS-02': 'The kill latch survives a restart.',
  'KS-03': 'Soon after a kill nothing of ours is held.',
  'SE-01': 'Nothing is placed outside the hours of its segment.',
  'SE-02': 'Soon after the flat-by time nothing of ours is held.',
  'SE-03': 'Nothing is opened after the flat-by time.',
  'SE-04': 'The day’s flatten happens once per date and segment.',
  'JR-03': 'A recovery finds at least what was acknowledged, and exactly a fold of whole steps.',
  'JR-04':
    'The same seed does the same, in one process and in two; a core made of the recorded rows has the same hash.',
  'JR-05': 'A journal that nothing damaged is never quarantined.',
  'JR-06':
    'What the cores restore is what was recorded, and every snapshot is what its records add up to.',
} as const satisfies Readonly<Record<string, string>>;

export type InvariantId = keyof typeof CHECKED_INVARIANTS;
