// The version of this program, from its package.json.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ENGINE: string = versionAbove(import.meta.dirname);

/** In a checkout package.json is one folder up, in the published package two. */
function versionAbove(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
      if (about.name === 'musterd' && about.version) return about.version;
    } catch {
      // Not in this folder.
    }
    if (dirname(folder) === folder) return 'unknown';
  }
}
