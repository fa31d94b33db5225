// The time of day can be set at any moment, so nothing waits by it: a wait counts with `performance.now()` or a clock's `awake`.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { houseOf } from '../../../.ci/house/source.ts';
import { filesOf } from '../../../.ci/house.ts';

const test = suite('the time of day');

/** What these files need it for. */
const SHOWN = 'it is shown, or is the time of a record';
const FILES = 'it is compared with the times of files';
const RECORDS = 'it is compared with times in records, which other processes read';
const READ_BY: Readonly<Record<string, string>> = {
  'runtime/clock.ts': 'everything that is given a clock',
  'runtime/workspace/bases/link-objects.ts': FILES,
  'agents/builtin/map/cache-folder.ts': FILES,
  'daemon/ui/devices.ts': FILES,
  'daemon/cli/acts/checks.ts': FILES,
  'daemon/cli/bridge/put.ts': RECORDS,
  'daemon/mcp/lease.ts': RECORDS,
  'daemon/mcp/tools/carry-out.ts': RECORDS,
  'runtime/sessions/host/session/transcript.ts': SHOWN,
  'daemon/ui/views/run.ts': SHOWN,
  'daemon/cli/follow/block/live-block.ts': SHOWN,
  'daemon/cli/follow/ask-at-gates.ts': SHOWN,
  'daemon/cli/before/check-task.ts': SHOWN,
  'daemon/cli/remote/start.ts': SHOWN,
  'daemon/cli/acts/explain-worker.ts': SHOWN,
  'daemon/cli/commands/steer/resume.ts': SHOWN,
  'daemon/cli/commands/steer/approvals.ts': SHOWN,
  'daemon/cli/commands/work/rerun.ts': SHOWN,
  'daemon/cli/commands/read/runs.ts': SHOWN,
};

test('is read only where something is shown or compared with other times of day', () => {
  const house = houseOf(filesOf(join(import.meta.dirname, '..', '..', '..')));
  const found = [...house].filter(([path, { scanned }]) => !path.startsWith('daemon/ui/page/') && /\bDate\.now\b/.test(scanned.code));
  const readers = found.map(([path]) => path).filter((path) => /^(runtime|validators|agents|skills|daemon)\//.test(path));
  assert.equal(readers.sort(), Object.keys(READ_BY).sort());
});

test.run();
