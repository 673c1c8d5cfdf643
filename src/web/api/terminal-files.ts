/** The browser page, read into memory once: what is not in the map does not exist, whatever the path says. Publish thread. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpAnswer } from '../fanout/port.ts';
import { answerOf } from './answer.ts';

export interface TerminalFolders {
  /** Holds `index.html` and `style.css`. */
  readonly pages: string;
  /** Holds the compiled scripts; the modules they share with the engine are where their imports say. */
  readonly scripts: string;
}

/** Modules outside of the terminal that it runs, from the root of the compiled source, which the scripts' folder is two levels below. */
const SHARED_SCRIPTS = ['contract/wire/deny-text.js'] as const;
const SOURCE_ROOT = '../..';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': JAVASCRIPT,
};

/**
 * Answers by path: `/` is `index.html`, scripts and styles are at the root, shared modules at their path below the source's root: a browser
 * resolves `../../contract/x.js` from `/main.js` to `/contract/x.js`. Rejects when a folder or a shared module cannot be read.
 */
export async function readTerminalFiles(
  folders: TerminalFolders,
): Promise<ReadonlyMap<string, HttpAnswer>> {
  const answers = new Map<string, HttpAnswer>();
  const wanted: readonly [string, readonly string[]][] = [
    [folders.pages, ['.html', '.css']],
    [folders.scripts, ['.js']],
  ];
  for (const [folder, extensions] of wanted) {
    for (const name of await readdir(folder)) {
      const extension = extname(name);
      const contentType = CONTENT_TYPES[extension];
      if (contentType === undefined || !extensions.includes(extension)) continue;
      const path = name === 'index.html' ? '/' : `/${name}`;
      answers.set(path, answerOf(200, contentType, await readFile(join(folder, name))));
    }
  }
  for (const path of SHARED_SCRIPTS) {
    const text = await readFile(join(folders.scripts, SOURCE_ROOT, path));
    answers.set(`/${path}`, answerOf(200, JAVASCRIPT, text));
  }
  return answers;
}
