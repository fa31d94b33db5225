// Inserts figures into the documents, each between its two marks: `<!-- name -->` and `<!-- /name -->`.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMeasured, isMet } from '../support/row.ts';
import type { Results } from './results.ts';
import { markdownTable } from './table.ts';

/** The table in docs/performance.md, and the one line about it in the README. */
export function updateDocuments(root: string, results: Results): void {
  const picture = '![How close each row came to its goal](../bench/results.svg)';
  const measured = results.rows.filter(isMeasured);
  putInto(join(root, 'docs', 'performance.md'), 'bench', `\n\n${picture}\n\n${markdownTable(results)}\n`);
  putInto(join(root, 'README.md'), 'goals', `${measured.filter(isMet).length} of ${measured.length}`);
}

export function putInto(document: string, name: string, figures: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(document, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${document} has no place for the figures: it needs the marks ${begin} and ${end}`);
  writeFileSync(document, text.slice(0, from + begin.length) + figures + text.slice(to));
}
