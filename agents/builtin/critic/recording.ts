// Which files a rule opens, found by running it: on the tree under examination, and on a tree with a single file in no language,
// which distinguishes rules that know languages from those that read any text.

import type { Repository, Rule, TreeFile } from '../rule.ts';

/** The same repository, and every path whose text was requested. */
export function recording(repo: Repository): { repo: Repository; opened: ReadonlySet<string> } {
  const opened = new Set<string>();
  return {
    opened,
    repo: {
      ...repo,
      text(path) {
        opened.add(path);
        return repo.text(path);
      },
    },
  };
}

/** No language has this extension: a rule that opens it looks for words and marks, not for what code does. */
const NO_LANGUAGE = 'src/probe.zzz';

/** Whether it opens any text file. */
export async function readsAnything(rule: Rule): Promise<boolean> {
  const { repo, opened } = recording(PROBE);
  await rule.find(repo).catch(() => []);
  return opened.has(NO_LANGUAGE);
}

const FILES: readonly TreeFile[] = [{ path: NO_LANGUAGE, mode: '100644', object: '0'.repeat(40), bytes: 23 }];

const TEXTS = new Map(FILES.map(({ path }) => [path, 'first line\nsecond line\n']));

const PROBE: Repository = {
  commit: '0'.repeat(40),
  files: FILES,
  inScope: () => true,
  has: (path) => TEXTS.has(path),
  hasFolder: (path) => path === 'src' || path === '' || path === '.',
  text: async (path) => TEXTS.get(path),
  link: async () => undefined,
  departure: async () => undefined,
  departed: async () => [],
  entry: async (path) => (TEXTS.has(path) ? { mode: '100644', type: 'blob', object: '0'.repeat(40) } : undefined),
  introduced: async () => undefined,
  textAt: async () => undefined,
  blob: async () => undefined,
  date: '2026-01-01T00:00:00Z',
};
