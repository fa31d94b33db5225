// Isolation: a project's settings have no effect on the machine of the person who reviews it, and no program sees another program's key.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../e2e/daemon-fixture.ts';
import { answers, runsFirst } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, KEYS, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';
import { sprung, trappedProject } from './trapped-project.ts';

const test = suite<{ fixture: AgentFixture }>('a real agent');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

for (const cli of UNDER_TEST) {
  test(`${cli} runs nothing from the project, and follows none of its instructions`, async ({ fixture }) => {
    const traps = join(fixture.folder, 'tmp', 'traps');
    fixture.write(join(traps, '.keep'), '');
    fixture.server.play(WIRES[cli], runsFirst('env'));
    fixture.seat(cli, cli);
    await fixture.begin();
    const run = await fixture.run(fixture.project('strange', trappedProject(traps)), [cli]);
    const [ended] = await fixture.reasons(run, cli, 1);
    assert.is(ended?.reason, 'done', ended?.detail);
    assert.equal(sprung(traps), ['.keep']);
    const heard = JSON.stringify(fixture.server.seen.map((it) => it.body));
    assert.not.match(heard, 'TRAP-WORDS');
    assert.not.match(heard, 'TRAP_ENV');
  });
}

test('sees only its own key, and no key is stored', async ({ fixture }) => {
  for (const cli of UNDER_TEST) {
    fixture.server.play(WIRES[cli], answers);
    fixture.seat(cli, cli);
  }
  await fixture.begin();
  const seen = new Map<string, string>();
  const project = fixture.project('shop');
  const run = await fixture.run(project, UNDER_TEST);
  const watching = until(
    'every worker to have been seen',
    async () => {
      for (const { payload } of await fixture.events(run)) {
        const { pid, seat } = payload as { pid?: number | null; seat?: string };
        if (typeof pid === 'number' && seat !== undefined) seen.set(seat, seen.get(seat) ?? environmentOf(pid));
        if (seat !== undefined && seen.get(seat) === '') seen.delete(seat);
      }
      return UNDER_TEST.every((it) => seen.has(it));
    },
    120_000,
  );
  await watching;
  for (const cli of UNDER_TEST) {
    const environment = seen.get(cli) ?? '';
    for (const other of UNDER_TEST) assert.is(environment.includes(KEYS[other]), other === cli, `${cli} and the key of ${other}`);
    assert.match(environment, /(^|\0)MUSTER_RESULT=/);
  }
  await fixture.ended(run, 240_000);
  for (const { headers, wire } of fixture.server.seen) {
    const owner = UNDER_TEST.find((it) => WIRES[it] === wire);
    for (const cli of UNDER_TEST)
      assert.is(cli !== owner && JSON.stringify(headers).includes(KEYS[cli]), false, `${wire} with the key of ${cli}`);
  }
  await fixture.kill();
  for (const path of filesBelow(fixture.root)) {
    const bytes = readFileSync(path, 'latin1');
    for (const cli of UNDER_TEST) assert.not(bytes.includes(KEYS[cli]), `the key of ${cli} is in ${path}`);
  }
});

test.run();

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name));
