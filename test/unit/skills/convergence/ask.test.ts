// What a worker is shown of the findings that it must judge: enough to judge them, and nothing that suggests a verdict.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSteps } from '../../../../runtime/steps.ts';
import { evidenceText, findingText } from '../../../../skills/phases/convergence/grouping/finding-text.ts';
import { type AskedFinding, askedAbout } from '../../../../skills/phases/convergence/rounds/ask.ts';
import { questionsFor } from '../../../../skills/phases/convergence/rounds/questions.ts';
import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import { unneededWords } from '../../../../skills/phases/convergence/rounds/skill-words.ts';
import { withoutSections } from '../../../../skills/prompts/sections.ts';
import { answersOf, begin, close, type Examination, model, open, raisedBy, raisedIn, type Said } from './examination.ts';

const THREE = [model('claude'), model('codex'), model('gemini')];
const seats = THREE.map(({ seat }) => seat);
const guard = [{ path: 'src/guard.ts', line: 3, quote: 'if (!total) return;' }];

function opened(it: Examination): Examination {
  const plan = planRound(it.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  return open(it, plan);
}

const after = (it: Examination, table: Record<string, Said>): Examination =>
  close(
    it,
    answersOf(it.convergence, (seat, finding) => table[`${seat} ${finding}`] ?? table[seat] ?? 'nothing'),
  );

const shown = (it: Examination, seat: string, findings = ['F-001']): AskedFinding[] =>
  runSteps(askedAbout(it.convergence, it.raised, seat, findings));

function only(it: Examination, seat: string): AskedFinding {
  const [one] = shown(it, seat);
  if (one === undefined) throw new Error('F-001 is asked about');
  return one;
}

const ask = suite('what is asked');

ask('the finding with its evidence where the program found it, and separately what was not found', () => {
  const raised = raisedBy({
    seat: 'claude',
    recommendation: 'Count in cents.',
    evidence: [
      { path: 'src/a.ts', line: 8, endLine: 9, quote: 'const total = a + b;' },
      { path: 'src/old.ts', line: 2, quote: 'sum(a, b)' },
      { path: 'src/none.ts', line: 1, quote: 'nothing of the kind' },
    ],
    checks: [
      { outcome: 'found', path: 'src/a.ts', line: 10, endLine: 11 },
      { outcome: 'moved', path: 'src/new.ts', line: 70 },
      { outcome: 'absent' },
    ],
  });
  const it = only(opened(begin(THREE, [raised])), 'codex');
  assert.equal(it.evidence, [
    { path: 'src/a.ts', line: 10, endLine: 11, quote: 'const total = a + b;' },
    { path: 'src/new.ts', line: 70, quote: 'sum(a, b)' },
  ]);
  assert.equal(it.notThere, [raised.finding.evidence[2]]);
  assert.is(it.claim, raised.finding.claim);
  assert.is(it.recommendation, 'Count in cents.');
});

ask('only what is asked for and still queued', () => {
  const it = opened(begin(THREE, raisedIn({ a: seats, b: ['claude'], c: ['claude'] }, seats)));
  assert.equal(
    shown(it, 'codex', ['F-001', 'F-002']).map(({ id }) => id),
    ['F-002'],
  );
});

ask('the evidence of all who raised it is combined, each place once', () => {
  const same = raisedBy({ seat: 'claude' });
  const more = raisedBy({
    seat: 'codex',
    dispatch: 2,
    evidence: [
      { path: 'src/a.ts', line: 10, quote: 'const total = a + b;' },
      { path: 'src/b.ts', line: 1 },
    ],
  });
  assert.equal(
    only(opened(begin(THREE, [same, more])), 'gemini').evidence.map(({ path }) => path),
    ['src/a.ts', 'src/b.ts'],
  );
});

ask('names no other worker and counts no votes', () => {
  const first = after(opened(begin(THREE, raisedIn({ a: ['claude'] }, seats))), {
    codex: { verdict: 'DISAGREE', evidence: guard, basis: 'A guard stands before it.' },
    gemini: 'AGREE',
  });
  const second = opened(first);
  for (const seat of seats) {
    const text = shown(second, seat).map(findingText).join('\n') + JSON.stringify(shown(second, seat));
    for (const name of [...seats, 'r-abcdef', 'AGREE', 'DISAGREE']) assert.not.match(text, name);
  }
});

ask('the origin sees the objections, in words and with their evidence; others only the new evidence', () => {
  const first = after(opened(begin([...THREE, model('aider')], raisedIn({ a: ['claude'] }, seats))), {
    codex: { verdict: 'DISAGREE', evidence: guard, basis: 'A guard stands before it.' },
    gemini: { verdict: 'DISAGREE', basis: 'It cannot happen.' },
    aider: 'AGREE',
  });
  const second = opened(first);
  const bases = (seat: string) => only(second, seat).arguments.map(({ side, basis }) => `${side}: ${basis}`);
  assert.equal(bases('claude'), ['against: A guard stands before it.', 'against: It cannot happen.']);
  assert.equal(bases('aider'), ['against: A guard stands before it.']);
  assert.equal(bases('codex'), [], 'its own objection is not shown to it');
  assert.is(only(second, 'claude').raisedByYou, true);
  assert.is(only(second, 'aider').raisedByYou, false);
  assert.is(only(second, 'aider').judgedBefore, true);
});

ask('objections that an origin has already answered are not shown again', () => {
  const start = begin(THREE, raisedIn({ a: ['claude'] }, seats), { maxRounds: 3 });
  const second = opened(after(opened(start), { codex: { verdict: 'DISAGREE', basis: 'First.' }, gemini: { verdict: 'AGREE' } }));
  const third = after(second, { claude: { verdict: 'AGREE' } });
  assert.equal(only(third, 'claude').arguments, []);
});

ask('evidence that was not found is not shown', () => {
  const second = opened(
    after(opened(begin(THREE, raisedIn({ a: ['claude'] }, seats))), {
      codex: { verdict: 'DISAGREE', basis: 'See.', evidence: guard, checks: [{ outcome: 'absent' }] },
      gemini: 'AGREE',
    }),
  );
  assert.equal(only(second, 'claude').arguments, [{ side: 'against', basis: 'See.', evidence: [] }]);
  assert.equal(only(second, 'gemini').arguments, []);
});

ask('one’s own findings in the same file are listed, so that one can be called a duplicate', () => {
  const own = (localId: string, path: string, line: number) =>
    raisedBy({ seat: 'codex', dispatch: 2, localId, title: `Own ${localId}`, evidence: [{ path, line }] });
  const it = opened(
    begin(THREE, [raisedBy({ seat: 'claude', severity: 'critical' }), own('near', 'src/a.ts', 40), own('far', 'src/z.ts', 40)]),
  );
  assert.equal(only(it, 'codex').yours, [{ id: 'F-002', title: 'Own near', path: 'src/a.ts', line: 40 }]);
  assert.equal(only(it, 'gemini').yours, []);
  assert.match(findingText(only(it, 'codex')), 'F-002, line 40: Own near');
});

ask('an alias brings its evidence and its origins', () => {
  const it = opened(begin(THREE, raisedIn({ a: ['claude'], b: ['codex'] }, seats), { maxRounds: 3 }));
  const merged = after(it, {
    'claude F-002': { verdict: 'DUPLICATE', of: 'F-001' },
    'gemini F-002': { verdict: 'DUPLICATE', of: 'F-001' },
    'gemini F-001': { verdict: 'DISAGREE' },
  });
  assert.is(merged.convergence.findings[1]?.state, 'merged');
  assert.equal(
    only(merged, 'gemini').evidence.map(({ path }) => path),
    ['src/a.ts', 'src/b.ts'],
  );
  assert.is(only(merged, 'codex').raisedByYou, true);
});

ask('the mode of examination follows the settings', () => {
  const it = only(
    opened(begin(THREE, raisedIn({ a: ['claude'] }, seats), { adversarial: true, mode: 'full-reanalysis', maxRounds: 1 })),
    'codex',
  );
  assert.equal(it.manner, { mode: 'full-reanalysis', adversarial: true, round: 1, last: true });
  const text = findingText(it);
  assert.match(text, 'Manner: full-reanalysis, adversarial, last round.');
  // Who is to refute it has the very evidence before it, as it was found.
  assert.ok(it.evidence.length > 0);
  for (const one of it.evidence) assert.ok(text.includes(evidenceText(one)), evidenceText(one));
  const words = readFileSync(new URL('../../../../skills/phases/convergence/SKILL.md', import.meta.url), 'utf8');
  const manner = words.slice(words.indexOf('## Manner: adversarial'), words.indexOf('## What you raised yourself'));
  for (const part of ['Begin with the evidence that it cites', 'burden of proof is on the claim', 'To disagree, show\na counter-proof'])
    assert.match(manner, part);
});

ask.run();

const text = suite('a finding in words');

text('reads from the top: what, how, why, where', () => {
  const raised = raisedBy({
    seat: 'claude',
    evidence: [{ path: 'src/a.ts', line: 10, endLine: 11, side: 'from', quote: 'const a = 1;\nconst b = 2;\n' }],
  });
  assert.is(
    findingText(only(opened(begin(THREE, [raised])), 'codex')),
    `F-001 · major · correctness
The total is wrong

Manner: lightweight.

Claim: Adding the two amounts loses the cents, so the invoice is wrong.

Evidence:
- src/a.ts:10-11 (before the change)
    const a = 1;
    const b = 2;`,
  );
});

text('searches and commands are described as such', () => {
  const raised = raisedBy({
    seat: 'claude',
    evidence: [{ searched: { pattern: 'lock(', scope: 'src/**' } }, { command: 'npm test', output: '1 failing' }],
    checks: [],
  });
  const it = findingText(only(opened(begin(THREE, [raised])), 'codex'));
  assert.match(it, 'searched for `lock(` in src/**, found nothing');
  assert.match(it, 'ran `npm test`\n    1 failing');
});

text.run();

const questions = suite('a worker’s questions');

questions('are text for a model, which is not sent everything twice, and data for a program', () => {
  const { convergence, raised } = opened(begin(THREE, raisedIn({ a: ['claude'], b: ['codex'] }, seats)));
  const [model, program] = (['model', 'program'] as const).map((it) =>
    runSteps(questionsFor(convergence, raised, 'gemini', ['F-001', 'F-002'], it)),
  );
  assert.equal(model?.material, program?.material);
  assert.equal(
    model?.material.map((it) => it.title),
    ['F-001', 'F-002'],
  );
  assert.equal(
    model?.findings.map((it) => Object.keys(it)),
    [
      ['id', 'title'],
      ['id', 'title'],
    ],
  );
  assert.equal(Object.keys(program?.findings[0] ?? {}), ['id', 'title', 'category', 'severity', 'claim', 'evidence']);
});

questions('are only those that need this worker’s verdict', () => {
  const { convergence, raised } = opened(begin(THREE, raisedIn({ a: ['claude'], b: ['codex'] }, seats)));
  for (const seat of ['claude', 'codex', 'gemini']) {
    const asked = convergence.asks.find((it) => it.seat === seat)?.findings ?? [];
    const { material, findings } = runSteps(questionsFor(convergence, raised, seat, asked, 'program'));
    const all = JSON.stringify([material, findings]);
    for (const { id, title, seats: origins } of convergence.findings)
      assert.is(all.includes(title) && all.includes(id), !origins.includes(seat), `${seat} ${id}`);
  }
});

questions.run();

const words = suite('the skill’s words');
const SKILL = readFileSync(new URL('../../../../skills/phases/convergence/SKILL.md', import.meta.url), 'utf8');
const base = (): AskedFinding => only(opened(begin(THREE, raisedIn({ a: ['claude'] }, seats))), 'codex');
const headings = (asked: readonly AskedFinding[]) =>
  [...withoutSections(SKILL, unneededWords(asked)).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

words('contain only the mode and the situations that are needed', () => {
  const it = base();
  assert.equal(headings([it]), ['Manner: lightweight']);
  assert.equal(headings([{ ...it, manner: { ...it.manner, mode: 'full-reanalysis', adversarial: true } }]), [
    'Manner: full-reanalysis',
    'Manner: adversarial',
  ]);
  assert.equal(headings([it, { ...it, raisedByYou: true, judgedBefore: true }]), ['Manner: lightweight', 'What you raised yourself']);
  assert.equal(headings([{ ...it, judgedBefore: true }]), ['Manner: lightweight', 'What you judged before']);
});

words('explain every verdict, and every heading is one that the program knows', () => {
  for (const verdict of ['AGREE', 'DISAGREE', 'SUPPLEMENT', 'DUPLICATE', 'WITHDRAW', 'ABSTAIN'])
    assert.match(withoutSections(SKILL, unneededWords([base()])), `\`${verdict}\``);
  const conditional = [...SKILL.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  assert.equal(headings([]), [], `a heading that is always shown should stand in the preamble: ${conditional.join(', ')}`);
});

words.run();
