// Finds `bin/muster.cjs`: one folder up in a checkout, beside `dist` in the published package.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function launcherPath(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const launcher = join(folder, 'bin', 'muster.cjs');
    if (existsSync(launcher) || dirname(folder) === folder) return launcher;
  }
}
