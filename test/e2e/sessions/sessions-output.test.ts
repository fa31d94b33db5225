// Endless output and the people who watch it: nobody slows anybody down, and what is stored is limited.

import { readFileSync, statSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { type Attached, attachSession } from '../../../runtime/sessions/client/attach.ts';
import { ended, linesOf, openFixture, said, until } from './sessions-fixture.ts';

const output = suite('output without end, and its viewers');
const fixture = openFixture();
const host = await fixture.connect();

output.after(() => fixture.clear());

type Watcher = Attached & { heard(): string; missed(): number };

async function watch(key: SessionKey, write = false): Promise<Watcher> {
  const view = await attachSession(fixture.home, key, { write, cols: 90, rows: 20 });
  let heard = '';
  let missed = 0;
  view.onOutput((bytes, before) => {
    heard = (heard + bytes.toString('utf8')).slice(-100_000);
    missed += before;
  });
  return { ...view, heard: () => heard, missed: () => missed };
}

const bytesOf = async (key: SessionKey): Promise<number> => (await host.observe([key]))[0]?.outputBytes ?? 0;

output('endless output, with a viewer that reads nothing: worker, host and memory are not affected', async () => {
  const key = fixture.key();
  const spec = fixture.spec('endless-output.sh', { transcriptCap: 100_000 });
  await host.start(key, spec);
  // Never calls onOutput, so that nothing is taken in and the host's buffers fill.
  const stuck = await attachSession(fixture.home, key, { write: false, cols: 80, rows: 24 });
  const quick = await watch(key);
  await until(async () => (await bytesOf(key)) > 20_000_000, '20 MB of output');
  const early = memoryOf(host.hostPid() ?? 0);
  await until(async () => (await bytesOf(key)) > 80_000_000, '80 MB of output');
  assert.ok(memoryOf(host.hostPid() ?? 0) < early + 60_000, 'the host does not grow with what is printed');

  const other = fixture.key();
  await host.start(other, fixture.spec('echoes.sh'));
  await said(host, other, 'ready');
  await until(() => quick.heard().includes('and another thing'), 'the other viewer to see it');
  await host.stop(other);

  const late = slowly(stuck);
  await until(() => late.missed > 1_000_000, 'the slow viewer to hear how much it missed');
  assert.ok(statSync(spec.transcript).size <= 100_000);
  const view = await host.stop(key);
  assert.is(view?.end?.gone, true);
  assert.is((await stuck.ended)?.by, 'stopped');
  assert.is((await quick.ended)?.by, 'stopped');
  const events = linesOf(spec.transcript).slice(1) as [number, string, string][];
  assert.ok(statSync(spec.transcript).size <= 100_000);
  assert.match(events.find(([, code]) => code === 'm')?.[2] ?? '', /left out \d{7,} bytes/);
  assert.ok((await host.collect(key)).output.length > 200_000);
});

/** In kB. */
const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

function slowly(view: Attached): { missed: number } {
  const seen = { missed: 0 };
  view.onOutput(async (_bytes, before) => {
    seen.missed += before;
  });
  return seen;
}

output('a viewer sees earlier output, new output, and the end', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('counts.sh'));
  await said(host, key, 'count 2');
  const viewer = await watch(key);
  await until(() => viewer.heard().includes('count 5'), 'what comes');
  assert.match(viewer.heard(), 'count 1\r\n');
  assert.is(viewer.missed(), 0);
  await host.stop(key);
  assert.is((await viewer.ended)?.by, 'stopped');
  const later = await watch(key);
  assert.is((await later.ended)?.by, 'stopped');
  assert.ok(later.heard().startsWith('count 1\r\n'));
  later.close();
  viewer.close();
});

output('several watch and one types; who only watches cannot type or resize', async () => {
  const key = fixture.key();
  const spec = fixture.spec('echoes.sh');
  await host.start(key, spec);
  await said(host, key, 'ready');
  const [reader, writer] = [await watch(key), await watch(key, true)];
  reader.write(Buffer.from('from the reader\n'));
  reader.resize(33, 11);
  writer.write(Buffer.from('grüße\n'));
  await until(() => reader.heard().includes('heard grüße'), 'both to see what was typed');
  writer.resize(120, 40);
  await until(() => reader.heard().includes('40 120'), 'the worker to hear its new size');
  assert.not.match(reader.heard(), 'from the reader');
  assert.not.match(reader.heard(), '11 33');
  reader.close();
  assert.is(await reader.ended, null);
  writer.write(Buffer.from('alone\n'));
  await until(() => writer.heard().includes('heard alone'), 'the other to go on');
  await host.stop(key);
  await writer.ended;
  writer.close();
  assert.ok((linesOf(spec.transcript).slice(1) as [number, string, string][]).some(([, code, text]) => code === 'r' && text === '120x40'));
});

output('typing to a worker that does not read blocks nobody', async () => {
  const key = fixture.key();
  await host.start(key, fixture.spec('hang-busy.sh'));
  const writer = await watch(key, true);
  for (let n = 0; n < 20; n += 1) writer.write(Buffer.alloc(8_000, 'x'));
  const other = fixture.key();
  await host.start(other, fixture.spec('prints-and-exits.sh'));
  assert.is((await ended(host, other)).code, 0);
  writer.close();
  await host.stop(key);
});

output('a session that never existed, or has no host, cannot be watched', async () => {
  const refused = await attachSession(fixture.home, fixture.key(), { write: false, cols: 80, rows: 24 }).catch((error) => error.code);
  assert.is(refused, 'session-unknown');
  const alone = await attachSession(`${fixture.home}/nobody`, fixture.key(), { write: false, cols: 80, rows: 24 }).catch(
    (error) => error.code,
  );
  assert.is(alone, 'host-unreachable');
});

output.run();
