/** The fan-out profile on uWebSockets: outside native-free-bench, because the engine it starts loads a native module. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('../native-free-bench/main.js', import.meta.url));

const child = spawn(
  process.execPath,
  [BENCH, '--profile', 'fanout', '--web-socket-engine', 'uWebSockets', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
