// `npm run bench:trust`: measures what examination is worth, without a model. Simulated reviewers of known skill look at small
// functions with and without faults; each method reports what it would report from the same claims.
//
//   npm run bench:trust -- [--seeds 20] [--docs]      with --docs, docs/trust.md, docs/trust.svg and results.json are written again

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { picture, tables } from './print.ts';
import { sweep } from './sweep.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const [BEGIN, END] = ['<!-- figures: written by npm run bench:trust -- --docs -->', '<!-- end of figures -->'] as const;

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' }, docs: { type: 'boolean', default: false } } });
const done = await sweep(Math.max(1, Number(values.seeds) || 1));
process.stdout.write(`Without a model: the reviewers are simulated.\n\n${tables(done)}\n\nBoth scorings agree on every outcome.\n`);
const invented = done.lines.filter((it) => it.method === 'ours').reduce((sum, it) => sum + it.invented, 0);
if (invented > 0) {
  process.stderr.write(`Missed: ${invented} invented findings are among the confirmed ones; the goal is none.\n`);
  process.exitCode = 1;
}
if (values.docs) {
  const page = join(DOCS, 'trust.md');
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  writeFileSync(page, `${before}${BEGIN}\n\n${tables(done)}\n\n${END}${rest.split(END)[1] ?? '\n'}`);
  writeFileSync(join(DOCS, 'trust.svg'), picture(done));
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(done, null, 2)}\n`);
}
