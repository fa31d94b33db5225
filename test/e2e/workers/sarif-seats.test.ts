// Programs that write SARIF, seated as they come from the registry: Biome's own reporter, and ESLint with Microsoft's
// formatter. Their results are findings like any other, with evidence that Muster looked up.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLog } from '../../../agents/sarif/read-log.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const require = createRequire(import.meta.url);
const packaged = (name: string): string => dirname(require.resolve(`${name}/package.json`));
const BIOME = join(packaged('@biomejs/biome'), 'bin', 'biome');
const ESLINT = join(packaged('eslint'), 'bin', 'eslint.js');
const FORMATTER = require.resolve('@microsoft/eslint-formatter-sarif');

const seats = suite<{ fixture: CliFixture; view: RunView }>('seats that write SARIF');

seats.before(async (context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  const project = fixture.project('shop', {
    'src/price.js': 'export function price(net) {\n  if (net == NaN) return 0;\n  return net;\n}\n',
    'eslint.config.mjs': "export default [{ rules: { 'use-isnan': 'error', 'no-var': 'warn' } }];\n",
  });
  const seat = (name: string, argv: readonly string[]) => {
    fixture.write(
      join(fixture.home.agents, `${name}.md`),
      `---\nname: ${name}\ndescription: ${name} as a seat\nprovider: sarif\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\n---\n`,
    );
  };
  seat('biome', [process.execPath, BIOME, 'lint', '--reporter=sarif', '--reporter-file={sarif}', 'src']);
  seat('eslint', [process.execPath, ESLINT, '-f', FORMATTER, 'src']);
  seat('prints-nothing', [process.execPath, '-e', 'process.exit(3)']);
  const { out, err } = await fixture.muster(['review', '--all', '--agents', 'biome,eslint,prints-nothing', '--json'], { cwd: project });
  assert.ok(out.startsWith('{'), err);
  context.view = JSON.parse(out) as RunView;
});

seats.after(({ fixture }) => fixture.clear());

seats('their results become findings, and the evidence is found where they point', ({ view }) => {
  for (const [seat, category] of [
    ['eslint', 'eslint/use-isnan'],
    ['biome', 'biome/lint/correctness/useIsNan'],
  ] as const) {
    const raised = view.raised.find((it) => it.seat === seat && it.finding.category === category);
    assert.ok(raised, `${seat}: ${JSON.stringify(view.raised.map(({ finding }) => finding.category))}`);
    assert.equal(
      raised.checks.map(({ outcome, path, line }) => ({ outcome, path, line })),
      [{ outcome: 'found', path: 'src/price.js', line: 2 }],
    );
    assert.is(raised.finding.severity, 'major');
  }
});

seats('two rules of one program stay two findings; a program that writes no log fails and says so', ({ view }) => {
  const ofBiome = view.findings.filter((it) => it.seats.includes('biome')).map(({ category }) => category);
  assert.ok(new Set(ofBiome).size >= 2 || view.raised.filter(({ seat }) => seat === 'biome').length === 1, JSON.stringify(ofBiome));
  const silent = view.dispatches.find(({ seat }) => seat === 'prints-nothing');
  assert.is(silent?.status, 'error');
});

seats.run();

const logs = suite('a SARIF log');
const logOf = (result: object, run: object = {}) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, ...run, results: [result] }] });
const at = (uri: string, region?: object) => ({
  message: { text: 'm' },
  locations: [{ physicalLocation: { artifactLocation: { uri }, ...(region ? { region } : {}) } }],
});

logs('names only places in the checkout, however they are written', () => {
  const placeIn = (uri: string) => readLog(logOf(at(uri, { startLine: 2 })), '/work/x')?.hits[0]?.places[0]?.path;
  assert.is(placeIn('src/a%20b.js'), 'src/a b.js');
  assert.is(placeIn('./src//a.js'), 'src/a.js');
  assert.is(placeIn('/work/x/src/a.js'), 'src/a.js');
  assert.is(placeIn('file:///work/x/src/a.js'), 'src/a.js');
  for (const uri of ['/etc/passwd', 'file:///etc/passwd', '../a.js', 'src/%2e%2e/%2e%2e/a.js', 'https://x.example/a.js', '%ff%fe']) {
    assert.equal([placeIn(uri), readLog(logOf(at(uri)), '/work/x')?.outside], [undefined, 1], uri);
  }
});

logs('suppressed, passed and absent results do not count, and an invalid log is none', () => {
  const hits = (more: object) => readLog(logOf({ ...at('a.js'), ...more }), '/work/x')?.hits.length;
  assert.is(hits({}), 1);
  assert.is(hits({ kind: 'pass' }), 0);
  assert.is(hits({ baselineState: 'absent' }), 0);
  assert.is(hits({ suppressions: [{ kind: 'inSource' }] }), 0);
  assert.is(hits({ suppressions: [{ kind: 'external', status: 'rejected' }] }), 1);
  for (const text of ['', 'no json', '[]', '{"runs":{}}', 'null']) assert.is(readLog(text, '/work/x'), undefined);
  assert.equal(readLog('{"runs":[null,{"results":[7,{"locations":[3]}]}]}', '/work/x')?.hits[0]?.places, []);
});

logs('levels and scores become severities', () => {
  const severity = (more: object) => readLog(logOf({ ...at('a.js'), ...more }), '/work/x')?.hits[0]?.severity;
  assert.equal([severity({ level: 'error' }), severity({}), severity({ level: 'note' })], ['major', 'minor', 'info']);
  assert.is(severity({ level: 'note', properties: { 'security-severity': '9.8' } }), 'critical');
});

logs.run();
