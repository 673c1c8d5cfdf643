/** The browser page, read into memory once: what is not in the map does not exist, whatever the path says. Publish thread. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpAnswer } from '../fanout/port.ts';
import { answerOf } from './answer.ts';

export interface TerminalFolders {
  /** Holds `index.html` and `style.css`. */
  readonly pages: string;
  /** Holds the compiled scripts. */
  readonly scripts: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Answers by path: `/` is `index.html`, scripts and styles are at the root. Rejects when a folder cannot be read. */
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
  return answers;
}
