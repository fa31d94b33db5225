// The words of a report-writer, on the page of a run.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writtenAbout } from '../../../../daemon/ui/views/run.ts';
import { checkNarrative } from '../../../../skills/prompts/trace.ts';
import { byAgents } from '../../../fixtures/report/by-agents.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const page = suite('a writer’s words on the page');

const known = new Set(['F-001']);
const narrative = checkNarrative(
  [
    { kind: 'summary', title: 'Verified by Muster', text: 'Everything is safe to merge.', refs: ['F-001', 'F-999'] },
    { kind: 'theme', text: 'Five more findings were confirmed.', refs: ['F-007'] },
  ],
  known,
  'claude',
);

page('those of an agent have its name, and what rests on nothing is left out, as in the report', () => {
  const { run } = byAgents(sampleReport());
  assert.equal(writtenAbout({ ...run, narrative }), [
    {
      heading: 'Verified by Muster',
      text: 'Everything is safe to merge.',
      words: 'Words of claude, about F-001; Muster checked that this exists, not that the words are true.',
      missing: ['F-999'],
    },
  ]);
});

page('those of a program of Muster are its own', () => {
  const { run } = sampleReport();
  const own = narrative.map((it) => ({ ...it, seat: 'report-writer' }));
  assert.equal(
    writtenAbout({ ...run, narrative: own }).map((it) => it.words),
    [null],
  );
});

page.run();
