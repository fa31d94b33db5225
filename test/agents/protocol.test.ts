// The MCP server against programs that others wrote for testing such servers: the official conformance suite, as far as its scenarios need
// no tools of their own, and the command line of the inspector. In both versions of the protocol.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../e2e/cli/cli-fixture.ts';
import { ended, LAUNCHER } from './headless.ts';
import { openHttpAdapter } from './http-adapter.ts';
import { installProbe } from './install.ts';

const test = suite<{ fixture: CliFixture }>('a server of the Model Context Protocol');

test.before.each(async (context) => {
  context.fixture = openCliFixture();
  await context.fixture.up();
});
test.after.each(({ fixture }) => fixture.clear());

const OLDER = '2025-06-18';
const NEWER = '2026-07-28';
const HELLO = { protocolVersion: OLDER, capabilities: {}, clientInfo: { name: 'probe', version: '1' } };
const SCENARIOS: readonly [scenario: string, version: string][] = [
  ['server-initialize', OLDER],
  ['ping', OLDER],
  ['tools-list', OLDER],
  ['resources-list', OLDER],
  ['prompts-list', OLDER],
  ['tools-list', NEWER],
  ['resources-list', NEWER],
  ['prompts-list', NEWER],
  ['sep-2164-resource-not-found', NEWER],
  ['caching', NEWER],
];

test('passes the scenarios of the conformance suite that apply to it', async ({ fixture }) => {
  const program = installProbe('conformance');
  const adapter = await openHttpAdapter([process.execPath, LAUNCHER, 'mcp'], fixture.env, fixture.project('shop'));
  try {
    await adapter.ready({ jsonrpc: '2.0', id: 'first', method: 'initialize', params: HELLO });
    for (const [scenario, version] of SCENARIOS) {
      const given = ['server', '--url', adapter.url, '--scenario', scenario, '--spec-version', version];
      const { code, said } = await ended([process.execPath, program, ...given], fixture.env, fixture.folder);
      assert.is(code, 0, `${scenario} of ${version}: ${said}`);
      assert.match(said, /Passed: (\d+)\/\1, 0 failed/, `${scenario} of ${version}`);
    }
  } finally {
    await adapter.close();
  }
});

test('is read by the command line of the inspector, and its schemas are portable', async ({ fixture }) => {
  const program = installProbe('inspector');
  const project = fixture.project('shop');
  const env = { ...fixture.env, HOME: join(fixture.folder, 'inspector') };
  // It allows a server 15 seconds to begin, which is too little on a busy machine.
  const inspect = (...words: string[]) =>
    ended([process.execPath, program, '--cli', process.execPath, LAUNCHER, 'mcp', '--connect-timeout', '60000', ...words], env, project);
  const listed = await inspect('-e', `MUSTER_HOME=${fixture.root}`, '--method', 'tools/list', '--strict');
  assert.is(listed.code, 0, listed.said);
  assert.match(listed.said, /"run_propose_step_result"/);
  const read = await inspect(
    '-e',
    `MUSTER_HOME=${fixture.root}`,
    '--protocol-era',
    'modern',
    '--method',
    'tools/call',
    '--tool-name',
    'run_read',
  );
  assert.is(read.code, 0, read.said);
  assert.match(read.said, /"structuredContent": \{\s+"runs": \[\]/);
});

test.run();
