// The map of the scope: which worker opened which file, and what changed and nobody opened first.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { SeatLooks } from '../../../../contracts/work/receipt.ts';
import { neverOpened, scopeMap } from '../../../../skills/report-writer/facts/scope-map.ts';
import { sayIn } from '../../../../skills/report-writer/language/say.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { nothingFound } from '../../../../skills/wording/looks.ts';
import { emptyView } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const map = suite('the map of the scope');
const say = sayIn('en');

const look = (seat: string, opened: string, searched = '', judges: SeatLooks['judges'] = 'anything'): SeatLooks => ({
  seat,
  dispatch: 'r-k3f7qa.d1',
  judges,
  receipt: { files: 4, opened, searched, by: 'claimed', searchSeen: false, unwitnessed: 0, absent: [] },
  inconclusive: null,
});
const FILES = ['a.ts', 'b.ts', 'c.ts', 'd.ts'];
const LOOKS = [look('codex', '0', '1'), look('links', '0-2', '', 'categories')];

map('changed files come first, those that no judge opened before the others, and every file occurs once', () => {
  const made = scopeMap({ looks: LOOKS }, { files: FILES, changed: new Set(['a.ts', 'b.ts']) });
  assert.equal(made?.rows, [
    { changed: true, opened: ['links'], searched: ['codex'], files: ['b.ts'] },
    { changed: true, opened: ['codex', 'links'], searched: [], files: ['a.ts'] },
    { changed: false, opened: [], searched: [], files: ['d.ts'] },
    { changed: false, opened: ['links'], searched: [], files: ['c.ts'] },
  ]);
  assert.equal([made?.files, made?.changed], [4, 2]);
  assert.equal(neverOpened(made ?? null, { looks: LOOKS }, say), ['Changed, and opened by no worker that can judge it: 1 file (b.ts).']);
});

map('without a range everything that no judge opened is listed; if only rules looked, everything they did not open', () => {
  const where = { files: FILES, changed: null };
  assert.equal(neverOpened(scopeMap({ looks: LOOKS }, where), { looks: LOOKS }, say), [
    'Opened by no worker that can judge it: 3 files of 4 in the scope (d.ts, b.ts and c.ts).',
  ]);
  const rules = LOOKS.slice(1);
  assert.equal(neverOpened(scopeMap({ looks: rules }, where), { looks: rules }, say), [
    'Opened by no worker: 1 file of 4 in the scope (d.ts).',
  ]);
  assert.is(scopeMap({ looks: [] }, where), null);
});

map('files that are not adjacent are in one row if the same workers looked at them', () => {
  const made = scopeMap({ looks: [look('codex', '0,2,4')] }, { files: [...FILES, 'e.ts'], changed: null });
  assert.equal(
    made?.rows.map((it) => [it.opened, it.files]),
    [
      [[], ['b.ts', 'd.ts']],
      [['codex'], ['a.ts', 'c.ts', 'e.ts']],
    ],
  );
  const files = [...FILES];
  scopeMap({ looks: [look('codex', '0-1'), look('codex', '3')] }, { files, changed: null });
  scopeMap({ looks: [look('codex', '0-3')] }, { files, changed: null })?.rows[0]?.files.push('x.ts');
  assert.equal(files, FILES, 'the list itself is left as it is');
});

map('“nothing found” says who looked how, and for a change that rules only report on the change', () => {
  const view = { ...emptyView(), looks: [look('codex', '0'), look('links', '0-2', '', 'categories')] };
  const whole = 'By rules, 3 of 4 files were opened and nothing was found (links 3).';
  assert.equal(nothingFound(view, say), [
    'Nothing was found in 1 of 4 files, by codex.',
    'What codex opened is claimed, not witnessed.',
    'The question was: “Checkout requests time out above 200 rps.”',
    whole,
  ]);
  const base = {
    kind: 'git',
    gitDir: '/g',
    commit: 'c'.repeat(40),
    from: 'b'.repeat(40),
    label: 'main...',
    root: '/p',
    uncommitted: false,
  };
  assert.is(
    nothingFound({ ...view, base: base as unknown as RunView['base'] }, say).at(-1),
    'By rules, links checked what was changed and found nothing; 3 of 4 files were opened for it.',
  );
  const idle = { ...view, looks: [look('links', '0-2', '', 'categories'), look('deps', '', '', 'categories')] };
  assert.equal(nothingFound(idle, say), [`${whole} deps had no file to check.`]);
  assert.equal(nothingFound({ ...idle, looks: idle.looks.slice(1) }, say), ['deps had no file to check.']);
  const seen = view.looks.map((it) => ({ ...it, receipt: { ...it.receipt, by: 'witnessed' as const } }));
  assert.not.match(nothingFound({ ...view, looks: seen }, say).join(' '), 'claimed');
});

map('what an answer that does not count claims to have opened is not reviewed', () => {
  const fast = { ...look('codex', '0-3'), inconclusive: 'too-fast' as const };
  const made = scopeMap({ looks: [fast] }, { files: FILES, changed: null });
  assert.match(neverOpened(made, { looks: [fast] }, say).join(), 'Opened by no worker that can judge it: 4 files');
});

map('a large scope is shown in part and counted whole', () => {
  const files = Array.from({ length: 5_000 }, (_, n) => `f${String(n).padStart(4, '0')}.ts`);
  const report = sampleReport();
  const looks = [look('codex', '0-9')].map((it) => ({ ...it, receipt: { ...it.receipt, files: files.length } }));
  const shown = { ...report, run: { ...report.run, looks }, scope: scopeMap({ looks }, { files, changed: null }) };
  for (const text of [renderMarkdown(shown), renderHtml(shown)]) {
    assert.match(text, 'opened 10, searched 0, untouched 4990 of 5000 files');
    assert.match(text, /and 49\d\d more/);
    assert.ok(!text.includes('f4999.ts'));
  }
});

map.run();
