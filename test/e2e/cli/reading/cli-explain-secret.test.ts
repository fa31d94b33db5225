// A secret that a worker masked in its quote is shown nowhere, not even in the surrounding code that the program itself reads.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const secret = suite<{ fixture: CliFixture }>('a secret that was found');
secret.before.each((context) => {
  context.fixture = openCliFixture();
});
secret.after.each(({ fixture }) => fixture.clear());

secret('stays masked in the code around it', async ({ fixture }) => {
  const project = fixture.project('shop', { 'config.js': "// begins\nexport const sessionSecret = 'q7Lm2Vx9Rt4Bz8Wk';\n// ends\n" });
  const ran = await fixture.muster(['run', '-'], { input: fixture.task(project, ['secrets']) });
  assert.ok([0, 6].includes(ran.code ?? -1), ran.err);
  const { out } = await fixture.muster(['explain', 'latest.F-001'], { cwd: project });
  assert.match(out, '// begins');
  assert.match(out, "> 2 │ export const sessionSecret = '********';");
  assert.not.match(out, 'q7Lm2Vx9');
});

secret.run();
