/** The invariants the simulator checks from outside, with the sentence of each. The table of checks is generated from this list. */

export const CHECKED_INVARIANTS = {
  'ID-01': 'The venue has at most one order for every client id.',
  'ID-02':
    'A key and its body lead to one signal and one answer, across restarts and spellings; with another body it is refused.',
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
  'RG-05':
    'No rolling or calendar second, minute or hour has more messages than its cap, restarts included.',
  'RG-07': 'The same content without a key is taken once within the duplicate window.',
  'RG-09': 'After a latched loss nothing is opened on that day.',
  'RG-10': 'A reduce-only order reduces.',
  'GT-01':
    'A GTT triggers once, in the hours of its instrument, and is durable as triggered before it is judged.',
  'GT-03': 'No GTT triggers after its last day.',
  'AP-02': 'A refused request records nothing.',
  'KS-01': 'After the kill only cancels and reducing orders are sent, and nothing waits to be.',
  'KS-02': 'The kill latch survives a restart.',
  'KS-03': 'A kill begins to close every group, and soon after it nothing of ours is held.',
  'KS-05':
    'While the journal has failed, what reduces still goes out, and what increases risk never does.',
  'LG-01': 'Every start is PAPER or, after live exposure, CUSTODY; LIVE is never restored.',
  'LG-02': 'LIVE is armed by the phrase of the account and the day, or not at all.',
  'LG-03': 'What LIVE was armed with is void after its end, and nothing opens in CUSTODY.',
  'LG-04': 'Kill, session loss and journal failure end LIVE.',
  'SE-01': 'Nothing is placed outside the hours of its segment.',
  'SE-02': 'Soon after the flat-by time nothing of ours is held.',
  'SE-03': 'Nothing is opened after the flat-by time.',
  'SE-04': 'The day’s flatten happens once per date and segment.',
  'SE-06': 'After a fault of the host’s clock a start of the engine opens nothing more.',
  'JR-03': 'A recovery finds at least what was acknowledged, and exactly a fold of whole steps.',
  'JR-04':
    'The same seed does the same, in one process and in two; a core made of the recorded rows has the same hash.',
  'JR-05':
    'A journal is quarantined when its closed part is damaged, and left as it is; never when nothing is.',
  'JR-08': 'A write the disk did not take whole, or had no room for, is never acknowledged.',
  'JR-06':
    'What the cores restore is what was recorded, and every snapshot is what its records add up to.',
} as const satisfies Readonly<Record<string, string>>;

export type InvariantId = keyof typeof CHECKED_INVARIANTS;
