// Runners with one fixed rule for names: go test and RSpec. Maven's has one too, but there a name that misses it
// is how people keep what needs a server out of the build.

import { isTest } from '../../reading/paths.ts';
import { sourceOf } from '../../reading/source.ts';
import type { Repository } from '../../rule.ts';
import { isMentioned, stemOf } from '../mentions.ts';

export type Unmatched = { path: string; line: number; runner: string; pattern: string };

/** `func TestX(t *testing.T)` outside a `_test.go` file is an ordinary function, unless somebody calls it. */
export async function unmatchedInGo(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  for (const { path } of repo.files) {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || !(await repo.text(path))?.includes('*testing.T')) continue;
    const source = await sourceOf(repo, path);
    const match = source && /^func (Test[A-Z]\w*)\(\w+ \*testing\.T\)/m.exec(source.code);
    if (!source || !match) continue;
    const name = match[1] ?? '';
    if ((source.code.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1 || (await isMentioned(repo, name, path, ['.go']))) continue;
    found.push({ path, line: source.lines.at(match.index), runner: 'go test', pattern: 'files that end in `_test.go`' });
  }
  return found;
}

/** `describe` in spec/ under a name without `_spec.rb`. */
export async function unmatchedInRspec(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  const settings = (await repo.text('.rspec')) ?? '';
  if (!repo.hasFolder('spec') || /--pattern/.test(settings)) return found;
  for (const { path } of repo.files) {
    if (!path.startsWith('spec/') || !path.endsWith('.rb') || path.endsWith('_spec.rb') || /\/(support|shared\w*|templates?)\//.test(path))
      continue;
    const source = await sourceOf(repo, path);
    const match = source && isTest(path) ? /^(?:RSpec\.)?describe\s/m.exec(source.code) : null;
    if (!source || !match || /\bshared_(examples|context)/.test(source.code)) continue;
    if (await isMentioned(repo, stemOf(path), path, ['.rb', '.rake', 'Rakefile'])) continue;
    found.push({ path, line: source.lines.at(match.index), runner: 'RSpec', pattern: 'files that end in `_spec.rb`' });
  }
  return found;
}
