// `npm run build`: compiles and bundles the source folders into dist/, with the texts and pictures beside the code. It builds in .cache/
// and moves the result into place at the end, so that no half-finished build is ever used. `--into <folder>` makes the package there
// instead, for tests that start what a person installs.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { splitFrontMatter } from '../runtime/text/front-matter.ts';
import { PREPARSED_FILE } from '../runtime/text/preparsed-yaml.ts';
import { bundle } from './bundle.ts';
import { ROOMS } from './house/source.ts';

const root = join(import.meta.dirname, '..');

/** Compiles into the folder; the output of tsc goes to the caller's terminal. */
function compile(into: string): boolean {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // The code for browsers is compiled separately, because its global types are not Node's.
  const page = ['--noEmit', 'false', '--rootDir', '.'];
  // An incremental compiler would write only what has changed, but the folder is new each time.
  const whole = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  return [['tsconfig.build.json'], ['tsconfig.page.json', ...page]].every(
    ([config = '', ...more]) =>
      spawnSync(process.execPath, [tsc, '-p', config, ...more, ...whole, '--outDir', into], { cwd: root, stdio: 'inherit' }).status === 0,
  );
}

/** Everything in the source folders that is not TypeScript: skills, templates, agent definitions, styles. */
function copyData(into: string): number {
  const data = ROOMS.flatMap((room) => globSync(join(room, '**', '*'), { cwd: root, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.ts'),
  );
  for (const entry of data) {
    const from = join(entry.parentPath, entry.name);
    cpSync(from, join(into, from.slice(root.length + 1)));
  }
  return data.length;
}

/** Parses the YAML that ships with the program, so that programs in dist need not: see runtime/text/preparsed-yaml.ts. */
function parseTexts(into: string): void {
  const read = (pattern: string) => globSync(pattern, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  const fronts = read('agents/roster/*.md').map(splitFrontMatter);
  const texts = [...fronts.flatMap((it) => (it.kind === 'split' ? [it.front] : [])), ...read('skills/templates/*.yaml')];
  const rows = texts.map((text) => [text, parse(text)]);
  mkdirSync(join(into, 'runtime', 'text'), { recursive: true });
  writeFileSync(join(into, 'runtime', 'text', PREPARSED_FILE), JSON.stringify(rows));
}

/** Browsers load each module as a file of its own. */
function copyPage(from: string, into: string): void {
  cpSync(join(from, 'daemon', 'ui', 'page'), join(into, 'daemon', 'ui', 'page'), { recursive: true });
}

/** tsc rewrites the extensions in imports, but not in other strings, such as the path of a file to read. */
function danglingPaths(plain: string, into: string): string[] {
  const dangling: string[] = [];
  for (const file of globSync('**/*.js', { cwd: plain })) {
    const text = readFileSync(join(plain, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/new URL\(\s*['"`](\.\.?\/[^'"`$]+)['"`]\s*,\s*import\.meta\.url/g)) {
      if (!existsSync(join(into, dirname(file), path))) dangling.push(`dist/${file} names ${path}, which is not built`);
    }
  }
  return dangling;
}

/** Made from the same table as `--help`. */
function writeManPage(): void {
  const printed = spawnSync(process.execPath, [join(root, 'bin', 'muster.cjs'), 'help', '--man'], { encoding: 'utf8' });
  if (printed.status !== 0) throw new Error(`muster help --man: ${printed.stderr}`);
  mkdirSync(join(root, 'man'), { recursive: true });
  writeFileSync(join(root, 'man', 'muster.1'), printed.stdout);
}

const { values } = parseArgs({ options: { into: { type: 'string' } } });
const into = values.into === undefined ? root : resolve(values.into);
const scratch = join(root, '.cache', `build-${process.pid}`);
const plain = join(scratch, 'plain');
const dist = join(scratch, 'dist');
try {
  mkdirSync(dist, { recursive: true });
  const wrong = compile(plain) ? [] : ['not everything could be compiled'];
  if (wrong.length === 0) {
    copyPage(plain, dist);
    const copied = copyData(dist);
    parseTexts(dist);
    wrong.push(...danglingPaths(plain, dist), ...bundle(root, plain, dist));
    if (wrong.length === 0) {
      rmSync(join(into, 'dist'), { recursive: true, force: true });
      if (into !== root) for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(into, part), { recursive: true });
      renameSync(dist, join(into, 'dist'));
      if (into === root) writeManPage();
      console.log(`dist: ${globSync('**/*.js', { cwd: join(into, 'dist') }).length} files of programs, ${copied} data files`);
    }
  }
  for (const sentence of wrong) console.error(sentence);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
