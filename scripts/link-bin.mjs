// Makes `npx tickring` work in a checkout: npm links a package's own bin only for those who install it.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules', '.bin');
const target = join('..', '..', 'dist', 'src', 'app', 'cli.js');

mkdirSync(folder, { recursive: true });
for (const name of ['tickring', 'tickring.cmd']) rmSync(join(folder, name), { force: true });
if (process.platform === 'win32') {
  writeFileSync(
    join(folder, 'tickring.cmd'),
    `@node "%~dp0\\${target.replaceAll('/', '\\')}" %*\r\n`,
  );
} else {
  symlinkSync(target, join(folder, 'tickring'));
  chmodSync(join(folder, 'tickring'), 0o755);
}
