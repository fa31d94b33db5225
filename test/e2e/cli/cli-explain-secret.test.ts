// A secret that a worker masked in its quote is shown nowhere, also not in the code around the place that the program itself reads.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from './cli-stage.ts';

const secret = suite<{ stage: CliStage }>('a secret that was found');
secret.before.each((context) => {
  context.stage = openCliStage();
});
secret.after.each(({ stage }) => stage.clear());

secret('stays masked in the code around it', async ({ stage }) => {
  const project = stage.project('shop', { 'config.js': "// begins\nexport const sessionSecret = 'q7Lm2Vx9Rt4Bz8Wk';\n// ends\n" });
  const ran = await stage.muster(['run', '-'], { input: stage.task(project, ['secrets']) });
  assert.ok([0, 6].includes(ran.code ?? -1), ran.err);
  const { out } = await stage.muster(['explain', 'latest.F-001'], { cwd: project });
  assert.match(out, '// begins');
  assert.match(out, "> 2 │ export const sessionSecret = '********';");
  assert.not.match(out, 'q7Lm2Vx9');
});

secret.run();
