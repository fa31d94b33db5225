// The commands with which a project proves itself, as argv: from its manifest, its makefile, or the standard tools of its language.
// Only what the tree contains; nothing is guessed.

import { parseJson, textAt } from '../reading/formats/json.ts';
import { tomlEntries } from '../reading/formats/toml.ts';
import { isFixture, isTest } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

type Purpose = 'test' | 'build' | 'lint';
export type Commands = { [purpose in Purpose]?: string[] };

const PURPOSES: readonly Purpose[] = ['test', 'build', 'lint'];

export async function commandsOf(repo: Repository): Promise<Commands> {
  const found: Commands = {};
  for (const source of [fromManifest, fromMakefile, fromLanguage]) {
    const commands = await source(repo);
    for (const purpose of PURPOSES) {
      const argv = commands[purpose];
      if (argv !== undefined) found[purpose] ??= argv;
    }
  }
  return found;
}

async function fromManifest(repo: Repository): Promise<Commands> {
  const run = managerOf(repo);
  const commands: Commands = {};
  for (const purpose of PURPOSES) {
    const script = await scriptOf(repo, purpose);
    // The placeholder of `npm init` is no test.
    if (script === undefined || script.trim() === '' || /no test specified/.test(script)) continue;
    commands[purpose] = [...run, purpose];
  }
  return commands;
}

/** A script in the root manifest. */
export async function scriptOf(repo: Repository, name: string): Promise<string | undefined> {
  const text = await repo.text('package.json');
  return text === undefined ? undefined : textAt(parseJson(text), 'scripts', name);
}

function managerOf(repo: Repository): string[] {
  if (repo.has('pnpm-lock.yaml')) return ['pnpm', 'run'];
  if (repo.has('yarn.lock')) return ['yarn', 'run'];
  if (repo.has('bun.lockb') || repo.has('bun.lock')) return ['bun', 'run'];
  return ['npm', 'run'];
}

export const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;

async function fromMakefile(repo: Repository): Promise<Commands> {
  const targets = await targetsOf(repo);
  const test = ['test', 'check', 'tests'].find((it) => targets.has(it));
  const build = ['build', 'all'].find((it) => targets.has(it));
  return {
    ...(test === undefined ? {} : { test: ['make', test] }),
    ...(build === undefined ? {} : { build: ['make', build] }),
    ...(targets.has('lint') ? { lint: ['make', 'lint'] } : {}),
  };
}

/** The targets that the root makefile names literally. */
export async function targetsOf(repo: Repository): Promise<ReadonlySet<string>> {
  const makefile = MAKEFILES.find((it) => repo.has(it));
  const text = makefile === undefined ? undefined : await repo.text(makefile);
  const targets = new Set<string>();
  for (const line of (text ?? '').split('\n')) {
    const colon = line.slice(0, 1000).search(/[:=]/);
    if (colon < 1 || line[colon] !== ':' || /^::?:?=/.test(line.slice(colon)) || /^[\s#]/.test(line)) continue;
    for (const name of line.slice(0, colon).split(/\s+/)) if (/^[A-Za-z0-9_][\w./-]*$/.test(name)) targets.add(name);
  }
  return targets;
}

async function fromLanguage(repo: Repository): Promise<Commands> {
  if (repo.has('Cargo.toml')) return { test: ['cargo', 'test'], build: ['cargo', 'build'] };
  if (repo.has('go.mod')) return { test: ['go', 'test', './...'], build: ['go', 'build', './...'] };
  if (repo.has('mix.exs')) return { test: ['mix', 'test'] };
  if (repo.has('gradlew')) return { test: ['./gradlew', 'test'], build: ['./gradlew', 'assemble'] };
  if (repo.has('pom.xml')) return { test: ['mvn', '--batch-mode', 'test'] };
  if (await usesPytest(repo)) return { test: ['python', '-m', 'pytest'] };
  if (repo.has('.rspec') || repo.has('spec/spec_helper.rb')) return { test: ['bundle', 'exec', 'rspec'] };
  if (hasTests(repo, '.py')) return { test: ['python', '-m', 'unittest', 'discover'] };
  return {};
}

async function usesPytest(repo: Repository): Promise<boolean> {
  if (repo.has('pytest.ini') || repo.has('conftest.py') || repo.has('tests/conftest.py')) return true;
  const project = await repo.text('pyproject.toml');
  if (project !== undefined && tomlEntries(project).some(({ table }) => table.startsWith('tool.pytest'))) return true;
  for (const path of ['setup.cfg', 'tox.ini', 'requirements.txt', 'requirements-dev.txt', 'pyproject.toml']) {
    if (/\bpytest\b/.test((await repo.text(path)) ?? '')) return true;
  }
  return false;
}

const hasTests = (repo: Repository, ending: string): boolean =>
  repo.files.some(({ path }) => path.endsWith(ending) && isTest(path) && !isFixture(path));
