// Transcripts on disk: what is in them under and over the cap, and after the writer died.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tail } from '../../../../runtime/sessions/host/session/tail.ts';
import { openTranscript, outputOf, repairTranscript } from '../../../../runtime/sessions/host/session/transcript.ts';

const transcripts = suite('a transcript');
const folder = mkdtempSync(join(tmpdir(), 'cast-'));
transcripts.after(() => rmSync(folder, { recursive: true }));

const fail = (error: unknown) => {
  throw error;
};
const eventsOf = (path: string): [number, string, string][] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));

async function write(name: string, cap: number, chunks: readonly Buffer[]): Promise<string> {
  const path = join(folder, 'new', name);
  const kept = tail(256 * 1024);
  const transcript = openTranscript(path, { title: name, cols: 80, rows: 24, cap }, fail);
  for (const [n, chunk] of chunks.entries()) {
    kept.push(chunk);
    transcript.output(chunk, n * 10);
  }
  await transcript.close(chunks.length * 10, kept.last);
  return path;
}

transcripts('output that fits is complete, and a character split over two chunks is one', async () => {
  const path = await write('fits', 10_000, [
    Buffer.from('gr'),
    Buffer.from([0xc3]),
    Buffer.from([0xbc, 0x0a]),
    Buffer.from('\u001b[31mred "quoted"'),
  ]);
  assert.is(
    eventsOf(path)
      .map(([, , text]) => text)
      .join(''),
    'grü\n\u001b[31mred "quoted"',
  );
  assert.is(outputOf(path, 1000)?.toString(), 'grü\n\u001b[31mred "quoted"');
  assert.is(outputOf(path, 7)?.toString(), 'quoted"');
});

transcripts('never exceeds its cap, not even with bytes that take six characters each, and is always valid', async () => {
  for (const cap of [1024, 2000, 5000, 70_000]) {
    const path = await write(
      `cap-${cap}`,
      cap,
      Array.from({ length: 300 }, () => Buffer.alloc(400, 1)),
    );
    assert.ok(statSync(path).size <= cap, `${statSync(path).size} of ${cap}`);
    const events = eventsOf(path);
    const said = events.find(([, code]) => code === 'm')?.[2] ?? '';
    const [, missing, last] = /left out (\d+) bytes here; the last (\d+) follow/.exec(said) ?? [];
    const shown = events.filter(([, code]) => code === 'o').reduce((sum, [, , text]) => sum + text.length, 0);
    assert.is(Number(missing) + shown, 120_000);
    assert.is(events.at(-1)?.[1] === 'o' ? events.at(-1)?.[2].length : 0, Number(last));
  }
});

transcripts('a line that was half written when the host died is removed, and the death is recorded', () => {
  const path = join(folder, 'torn');
  writeFileSync(path, '{"version":2,"width":80,"height":24}\n[1.500,"o","whole"]\n[1.700,"o","ha');
  repairTranscript(path, 'died');
  assert.equal(eventsOf(path), [
    [1.5, 'o', 'whole'],
    [1.5, 'm', 'died'],
  ]);
  writeFileSync(path, '{"version":2,"wid');
  repairTranscript(path, 'died');
  assert.match(readFileSync(path, 'utf8'), 'died');
  repairTranscript(join(folder, 'absent'), 'died');
  assert.is(outputOf(join(folder, 'absent'), 10), undefined);
});

transcripts('a link where the transcript should be is not followed', () => {
  const victim = join(folder, 'victim');
  const path = join(folder, 'link');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, path);
  assert.throws(() => openTranscript(path, { title: 't', cols: 80, rows: 24, cap: 5000 }, fail));
  repairTranscript(path, 'died');
  assert.is(readFileSync(victim, 'utf8'), 'precious');
});

transcripts('only the newest output of a long one is read', () => {
  const path = join(folder, 'long');
  writeFileSync(path, '{"version":2}\n');
  for (let n = 0; n < 2000; n += 1) appendFileSync(path, `[${n},"o","word ${n} "]\n`);
  assert.is(outputOf(path, 20)?.toString(), 'word 1998 word 1999 '.slice(-20));
});

transcripts.run();
