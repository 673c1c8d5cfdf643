/** `tickring audit`: the whole story of a signal, an order, a fill or a GTT, from whichever id is at hand. */
import { parseArgs } from 'node:util';
import { JOURNAL_KINDS } from '../../domain/journal-kinds.ts';
import { DiskError } from '../../journal/disk.ts';
import { JournalReader } from '../../journal/journal-reader.ts';
import { NodeDisk } from '../../journal/node-disk.ts';
import { RowRegistry } from '../../journal/row-registry.ts';
import { journalFolder } from '../journal-start.ts';
import { loadSettings } from '../settings-loader.ts';
import { type AuditQuery, auditQueries } from './audit-id.ts';
import { trailText } from './audit-text.ts';
import { auditTrail } from './audit-trail.ts';

const EXIT_UNKNOWN = 1;
const EXIT_USAGE = 64;
const EXIT_NO_JOURNAL = 66;

const KINDS_OF_ID =
  'an intent or group, an order, its tag, a venue order, strategy:sequence, or gtt:N';

interface TextOutput {
  write(text: string): unknown;
}

export interface AuditTerms {
  readonly out?: TextOutput;
  readonly err?: TextOutput;
}

/** Resolves with the exit code: 0, 1 the journal does not know the id, 64 wrong command line, 66 no journal. */
export async function auditCommand(args: string[], terms: AuditTerms = {}): Promise<number> {
  const { out = process.stdout, err = process.stderr } = terms;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      account: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [id = ''] = positionals;
  if (positionals.length !== 1 || auditQueries(id).length === 0) {
    err.write(`tickring: audit takes one id: ${KINDS_OF_ID}\n`);
    return EXIT_USAGE;
  }
  const { settings } = loadSettings({ overrides: { data: { dir: values.data } } });
  const folder = journalFolder(settings, values.account);
  const registry = new RowRegistry(JOURNAL_KINDS);
  try {
    const answer = auditTrail(() => new JournalReader(new NodeDisk(folder), registry), id);
    switch (answer.status) {
      case 'found':
        out.write(values.json ? `${JSON.stringify(answer.trail)}\n` : trailText(answer.trail));
        return 0;
      case 'ambiguous':
        err.write(`tickring: ${id} is several things: name one of ${namesOf(answer.queries)}\n`);
        return EXIT_UNKNOWN;
      case 'unknown':
        err.write(`tickring: the journal ${folder} knows no ${id}; an id is ${KINDS_OF_ID}\n`);
        return EXIT_UNKNOWN;
      default:
        return answer satisfies never;
    }
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== 'not_found') throw error;
    err.write(`tickring: there is no journal in ${folder}; give --data or --account\n`);
    return EXIT_NO_JOURNAL;
  }
}

function namesOf(queries: readonly AuditQuery[]): string {
  return queries
    .map((query) => ('id' in query ? `${query.kind}:${query.id}` : query.kind))
    .join(', ');
}
