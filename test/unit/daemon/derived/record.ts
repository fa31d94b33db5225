// Records what is derived from the journals by the rules of today, after FORMAT was raised. With `--journals` it first records new
// journals, from the simulated world: only when those that are there lack what has to be looked at.
//
//   npm run derived [-- --journals]

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMAT } from '../../../../contracts/format.ts';
import { VIEW_RULES } from '../../../../daemon/records/kept/kept-view.ts';
import { simulate } from '../../../simulation/simulate.ts';
import type { Options } from '../../../simulation/world/world.ts';
import { derivedNow, HOUSE, JOURNALS, RECORD } from './derived.ts';

const { journals } = parseArgs({ options: { journals: { type: 'boolean', default: false } } }).values;

const behaviours: Options['behaviours'] = ['good', 'half-then-whole', 'stays', 'slow-but-healthy'];
/** Few and small, with as many types of events as possible. */
const WORLDS: readonly (readonly [name: string, seed: number, options: Options])[] = [
  ['faults', 12, {}],
  ['cut-short', 30, {}],
  ['planned', 27, { planned: true, behaviours }],
  ['stages', 7, { stages: true, behaviours }],
  ['more-stages', 12, { stages: true, behaviours }],
  ['repeated', 17, { repeated: true, behaviours }],
  ['reused', 3, { repeated: true, behaviours }],
];

if (journals) {
  for (const [name, seed, options] of WORLDS) {
    const { journal, house } = await simulate(seed, options);
    write(`${name}.jsonl`, journal);
    if (name === 'stages') write(HOUSE, house);
  }
}
const format = { runs: FORMAT.runs, house: FORMAT.house, views: VIEW_RULES };
writeFileSync(RECORD, `${JSON.stringify({ format, derived: derivedNow() }, null, 2)}\n`);

function write(name: string, events: readonly unknown[]): void {
  writeFileSync(join(JOURNALS, name), events.map((it) => `${JSON.stringify(it)}\n`).join(''));
}
