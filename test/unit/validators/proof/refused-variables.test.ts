// What a command that proves a stage sees of the environment: an allowlist, and no way to put into it what would steer
// the command from outside.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config } from '../../../../contracts/config.ts';
import { REFUSED_VARIABLES, refusedVariable } from '../../../../contracts/plan/refused-variables.ts';
import { checkEnvironment } from '../../../../daemon/effects/stages/run-check.ts';

const refused = suite('the environment of checks');

const STEER =
  'NODE_OPTIONS PYTEST_ADDOPTS PYTEST_PLUGINS LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES JAVA_TOOL_OPTIONS GOFLAGS RUSTFLAGS RUSTC_WRAPPER CARGO_TARGET_X86_RUNNER MAKEFLAGS MAKEFILES BASH_ENV ENV PERL5OPT PERL5LIB RUBYOPT PYTHONSTARTUP PYTHONPATH npm_config_script_shell NPM_CONFIG_SCRIPT_SHELL GIT_DIR GIT_CONFIG_COUNT CC JEST_JUNIT MUSTER_HOME DOTNET_STARTUP_HOOKS BASH_FUNC_node%%'.split(
    ' ',
  );

refused('has a reason for each variable that influences tools, and none for the others', () => {
  assert.equal(
    STEER.filter((it) => refusedVariable(it) === undefined),
    [],
  );
  assert.equal(
    ['DATABASE_URL', 'LANGUAGE', 'ENVIRONMENT', 'CCACHE_DIR', 'API_BASE', 'DISPLAY'].filter((it) => refusedVariable(it) !== undefined),
    [],
  );
});

refused('lets none of them through, whoever names it', () => {
  const from = Object.fromEntries([...STEER, 'DATABASE_URL', 'HOME', 'HTTP_PROXY', 'LC_ALL', 'OTHER'].map((it) => [it, 'x']));
  assert.equal(Object.keys(checkEnvironment(from, [...STEER, 'DATABASE_URL'])).sort(), [
    'CI',
    'DATABASE_URL',
    'HOME',
    'HTTP_PROXY',
    'LC_ALL',
    'PATH',
  ]);
  assert.is(checkEnvironment({ CI: '' }, ['CI']).CI, '1');
});

refused('says in settings why a name is refused', () => {
  const read = Config.safeParse({ checks: { env: ['DATABASE_URL', 'NODE_OPTIONS'] } });
  assert.equal(
    read.error?.issues.map((it) => [it.path.join('.'), it.message]),
    [['checks.env.1', 'NODE_OPTIONS is refused for checks: load code into every node, or change what it reports']],
  );
  assert.equal(Config.parse({ checks: { env: ['DATABASE_URL'] } }).checks.env, ['DATABASE_URL']);
});

refused('is listed in the documents', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'protocols.md'), 'utf8');
  assert.equal(
    REFUSED_VARIABLES.filter(([names, because]) => !text.includes(`| \`${names}\` | ${because} |`)),
    [],
  );
});

refused.run();
