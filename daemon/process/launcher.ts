// Where `muster` itself is: in a checkout one folder up, in the published package beside `dist`.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function launcherPath(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const launcher = join(folder, 'bin', 'muster.cjs');
    if (existsSync(launcher) || dirname(folder) === folder) return launcher;
  }
}
