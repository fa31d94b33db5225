// A result also depends on things outside of the run: the version of a program, its model, the variables that it sees, and its user's
// configuration. Each is really changed and prevents reuse; if all are equal, the result is reused and the savings are reported.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { savedIn } from '../../../skills/reuse/saved.ts';
import { savedWords } from '../../../skills/reuse/saved-words.ts';
import { openDaemonFixture, until } from '../daemon-fixture.ts';
import { writeFakeAgent } from '../fake-agent.ts';

const outside = suite('facts from outside of a run');

outside('are in the key, and named if they differ', async () => {
  const fixture = openDaemonFixture();
  try {
    const project = fixture.project('shop');
    const settings = join(fixture.folder, 'codex-home');
    const bin = writeFakeAgent(fixture, 'codex');
    const definition = (model: string): void =>
      fixture.write(
        join(fixture.home.agents, 'reader.md'),
        `---\nname: reader\ndescription: reads\nprovider: codex\nroles: [analyser]\nenv: [STYLE]\n${model}---\n`,
      );
    const up = (STYLE: string) => fixture.up({ PATH: `${bin}:${process.env.PATH}`, CODEX_HOME: settings, STYLE });
    definition('');
    fixture.config('grace: { exit: 500ms, kill: 500ms, flush: 100ms }\n');
    await up('strict');
    const order = { kind: 'allow' as const, project, providers: ['codex'] };
    await fixture.ask({ ask: 'order', command: { token: 'allow-codex', actor: { kind: 'person' as const }, order } });

    let n = 0;
    const run = async (): Promise<RunView> => {
      const before = (await fixture.runs()).length;
      fixture.drop(`task-${n++}.md`, fixture.task(project, ['reader'], `title: number ${n}\n`, 'Look at it.'));
      await until('the drop to become a run', async () => (await fixture.runs()).length > before);
      return fixture.ended((await fixture.runs()).at(-1) ?? '');
    };
    const why = async ({ id }: RunView): Promise<unknown[]> =>
      (await fixture.events(id)).flatMap((it) =>
        it.type === 'dispatch.sought' && it.payload.seat === 'reader' ? [it.payload.miss.field ?? it.payload.miss.why] : [],
      );

    assert.equal(await why(await run()), ['first']);
    const same = await run();
    assert.equal(await why(same), []);
    assert.is(savedWords(savedIn([same])), '1 answer of earlier runs, which saved 1,234 tokens');
    fixture.write(join(settings, 'AGENTS.md'), 'Be strict.\n');
    assert.equal(await why(await run()), ['configuration']);
    fixture.write(join(settings, 'history.jsonl'), 'what it counts for itself\n');
    assert.equal(await why(await run()), []);
    writeFakeAgent(fixture, 'codex', { version: '0.170.0' });
    assert.equal(await why(await run()), ['version']);
    definition('model: gpt-5-codex\n');
    assert.equal(await why(await run()), ['definition'], 'where the model is told');
    await fixture.kill();
    await up('lenient');
    assert.equal(await why(await run()), ['variables']);
  } finally {
    await fixture.clear();
  }
});

outside.run();
