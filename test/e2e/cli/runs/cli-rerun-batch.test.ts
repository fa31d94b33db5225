// A batch of repeated runs: what is selected without naming runs, how many at most, its record, and how it stands later.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RerunBatch } from '../../../../contracts/rerun.ts';
import { openCliFixture } from '../cli-fixture.ts';

const batches = suite('a batch of repeated runs');

const batchOf = (out: string): RerunBatch => JSON.parse(out);

batches('takes the failed runs of this project, up to a limit, and keeps a record', async () => {
  const fixture = openCliFixture();
  try {
    fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
    fixture.agent('dies', 'crashes-before.mjs');
    const [project, other] = [fixture.project('shop'), fixture.project('other')];
    const failed = async (where: string, title: string): Promise<string> => {
      const { out, err } = await fixture.muster(['submit', '-'], { input: fixture.task(where, ['dies'], `title: ${title}\n`) });
      assert.is(err, '');
      await fixture.ended(out.trim());
      return out.trim();
    };
    const [first, second] = [await failed(project, 'one'), await failed(project, 'two')];
    await failed(other, 'three');

    const dry = batchOf((await fixture.muster(['rerun', '--failed', '--dry-run', '--json'], { cwd: project })).out);
    assert.equal(
      [dry.id, dry.rows.map((it) => [it.run, it.outcome])],
      [
        null,
        [
          [second, 'would-run'],
          [first, 'would-run'],
        ],
      ],
    );

    const made = await fixture.muster(['rerun', '--failed', '--max', '1', '--json'], { cwd: project });
    assert.is(made.code, 0, made.err);
    const batch = batchOf(made.out);
    assert.equal(batch.selector, { runs: [], project, failed: true, max: 1 });
    assert.equal(
      batch.rows.map((it) => [it.run, it.outcome]),
      [
        [second, 'submitted'],
        [first, 'over-max'],
      ],
    );
    assert.equal(batchOf(readFileSync(join(fixture.home.reruns, `${batch.id}.json`), 'utf8')), batch);
    const again = batch.rows[0]?.again ?? '';
    await fixture.ended(again);

    const shown = await fixture.muster(['rerun', '--batch', batch.id ?? '']);
    assert.match(shown.out, new RegExp(`${second} .*${again} ended failed: no-result`));
    assert.match(shown.out, /1 failed again, 1 not run again\./);
    // What was repeated is not repeated once more because it failed; what it became may be.
    const next = batchOf((await fixture.muster(['rerun', '--failed', '--dry-run', '--json'], { cwd: project })).out);
    assert.equal(
      next.rows.map((it) => it.run),
      [again, first],
    );
  } finally {
    await fixture.clear();
  }
});

batches('says what is wrong with the request', async () => {
  const fixture = openCliFixture();
  try {
    for (const [args, says] of [
      [['rerun'], /no run is named/],
      [['rerun', '--failed', '--max', '0'], /--max must be a positive number/],
      [['rerun', '--batch', 'b-none'], /no batch `b-none`/],
      [['rerun', 'r-abcdef', '--batch', 'b-none'], /--batch is used alone/],
    ] as const) {
      const { code, err } = await fixture.muster([...args]);
      assert.is(code, 2);
      assert.match(err, says);
    }
  } finally {
    await fixture.clear();
  }
});

batches.run();
