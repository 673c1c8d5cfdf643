// The layer rules. Each says what to do instead; `npm run check:layers` runs them.

const layers = {
  domain: [],
  contract: ['domain'],
  ring: ['contract', 'domain'],
  journal: ['contract', 'domain'],
  feed: ['contract', 'domain'],
  venue: ['contract', 'domain'],
  web: ['contract', 'domain'],
  threads: ['contract', 'domain', 'ring', 'journal', 'feed', 'venue', 'web'],
  app: ['contract', 'domain', 'ring', 'journal', 'feed', 'venue', 'web', 'threads'],
};

const fences = Object.entries(layers).map(([layer, allowed]) => ({
  name: `${layer}-imports-only-what-it-may`,
  comment: `src/${layer} may import ${allowed.join(', ') || 'nothing but itself'}. Take what you need through a port that the thread shell implements.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...fences,
    {
      name: 'domain-is-pure',
      comment:
        'The domain imports neither Node nor npm: time, randomness and storage arrive in events.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },
    {
      name: 'worker-threads-only-in-threads',
      comment: 'Threads are started and entered in src/threads only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/threads/' },
      to: { path: '^(node:)?worker_threads$' },
    },
    {
      name: 'feeds-are-strangers',
      comment:
        'A feed knows its own venue only; what two of them share is in feed/websocket or contract.',
      severity: 'error',
      from: { path: '^src/feed/(angel|kite)/' },
      to: { path: '^src/feed/(angel|kite|recorded|synthetic)/', pathNot: '^src/feed/$1/' },
    },
    {
      name: 'venues-are-strangers',
      comment: 'A venue adapter knows its own venue only.',
      severity: 'error',
      from: { path: '^src/venue/([^/]+)/' },
      to: { path: '^src/venue/[^/]+/', pathNot: '^src/venue/$1/' },
    },
    {
      name: 'terminal-is-a-browser-program',
      comment: 'The browser terminal imports its own files and the wire types.',
      severity: 'error',
      from: { path: '^src/web/terminal/' },
      to: { pathNot: '^src/(web/terminal|contract/wire)/' },
    },
    {
      name: 'web-does-not-import-the-terminal',
      comment: 'The server hands the terminal out as files.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/terminal/' },
      to: { path: '^src/web/terminal/' },
    },
    {
      name: 'bench-is-native-free',
      comment:
        'native-free-bench runs with no native module: no web, no history, no native package.',
      severity: 'error',
      from: { path: '^native-free-bench/' },
      to: { path: ['^src/(web|history)/', 'node_modules/(uWebSockets.js|@duckdb)/'] },
    },
    {
      name: 'src-never-imports-what-serves-it',
      comment: 'Tests, benches and scripts import src, never the other way.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|native-free-bench|scripts)/' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one concept: join them or find the third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'Nothing imports it: delete it. (Thread entries and programs are reached otherwise.)',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.thread\\.ts$',
          '^src/web/terminal/',
          '^native-free-bench/.*\\.ts$',
          '^scripts/',
          '\\.d\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
