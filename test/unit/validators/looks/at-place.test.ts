// Whether a receipt shows a look at the place of a finding.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LookAtPlace } from '../../../../contracts/findings/finding.ts';
import type { Receipt } from '../../../../contracts/work/receipt.ts';
import { lookAt } from '../../../../validators/looks/at-place.ts';

const places = suite('a look at the place of a finding');

const FILES = ['lib/a.ts', 'lib/b.ts', 'readme.md'];
const RECEIPT: Receipt = { files: 3, opened: '2', searched: '', by: 'witnessed', searchSeen: false, unwitnessed: 0, absent: [] };
const SHOWN: Partial<Receipt> = { by: 'claimed', shown: '2' };
const CLAIMED: Partial<Receipt> = { by: 'claimed', shown: '' };

const CASES: [what: string, paths: string[], receipt: Partial<Receipt>, look: LookAtPlace][] = [
  ['its file was opened, as its program shows', ['readme.md'], {}, 'shown'],
  ['its file was opened, as a quote shows', ['readme.md'], SHOWN, 'shown'],
  ['its file was opened, as claimed', ['readme.md'], CLAIMED, 'claimed'],
  ['another file was opened', ['lib/a.ts'], {}, 'none'],
  ['it names no file, and any was opened', [], {}, 'shown'],
  ['another file was opened, and it also names one outside of the scope', ['lib/a.ts', 'package.json'], {}, 'none'],
  ['another file was quoted, and it also names one outside of the scope', ['package.json', 'lib/a.ts'], SHOWN, 'none'],
  ['it names only files outside of the scope', ['package.json'], {}, 'claimed'],
  ['it names only files outside of the scope, and nothing was opened', ['package.json'], { opened: '' }, 'none'],
  ['rules look at what they judge', ['package.json'], { by: 'program', opened: '' }, 'shown'],
];
for (const [what, paths, receipt, look] of CASES)
  places(what, () => assert.is(lookAt(paths, { ...RECEIPT, ...receipt }, { files: FILES }), look));

const both = ['lib/a.ts', 'readme.md'];
const OF_PLACE: [what: string, own: string[], receipt: Partial<Receipt>, look: LookAtPlace][] = [
  ['the file of its place was opened', ['readme.md'], {}, 'shown'],
  ['only a file that it shows besides was opened', ['lib/a.ts'], {}, 'none'],
  ['only a file that it shows besides is said to have been opened', ['lib/a.ts'], CLAIMED, 'none'],
  ['its place is outside of the scope, and another file that it shows was opened', ['package.json'], {}, 'claimed'],
];
for (const [what, own, receipt, look] of OF_PLACE)
  places(what, () => assert.is(lookAt(both, { ...RECEIPT, ...receipt }, { files: FILES }, { own }), look));

const ALL: [what: string, receipt: Partial<Receipt>, look: LookAtPlace][] = [
  ['all places were opened', { opened: '0,2' }, 'shown'],
  ['all places were opened or searched', { searched: '0', searchSeen: true }, 'shown'],
  ['one of many places was opened', {}, 'claimed'],
  ['one of many places was opened, as claimed', CLAIMED, 'claimed'],
  ['none of many places was opened', { opened: '1' }, 'none'],
  ['rules look at all places', { by: 'program', opened: '' }, 'shown'],
];
for (const [what, receipt, look] of ALL)
  places(what, () => assert.is(lookAt(both, { ...RECEIPT, ...receipt }, { files: FILES }, { own: both, all: true }), look));

places.run();
