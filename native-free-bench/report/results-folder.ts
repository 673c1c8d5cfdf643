/** Writes `native-free-bench/results/`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullReport, ProfileReport } from '../harness/result.ts';
import { type RecordedReport, renderMarkdown } from './markdown.ts';
import { plotsOf } from './plots.ts';

const LATEST = 'latest.json';

export function toJson(report: ProfileReport | FullReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Returns the files written. */
export function writeResults(folder: string, report: FullReport): string[] {
  mkdirSync(folder, { recursive: true });
  const plots = plotsOf(report.profiles);
  const files = [
    { file: LATEST, content: toJson(report) },
    {
      file: 'RESULTS.md',
      content: renderMarkdown(report.profiles, plots, recordedReports(folder)),
    },
    ...plots.map(({ file, svg }) => ({ file, content: svg })),
  ];
  for (const { file, content } of files) writeFileSync(join(folder, file), content);
  return files.map(({ file }) => file);
}

/** Single profiles that were written into the folder with `--json`. */
function recordedReports(folder: string): RecordedReport[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== LATEST)
    .sort()
    .flatMap((file) => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as
        | ProfileReport
        | FullReport;
      return 'profiles' in content ? [] : [{ file, report: content }];
    });
}
