// Bundles the compiled sources into a few files: one for each program, shared ones for what several programs need, and with them the
// packages that are plain JavaScript. A command then loads a handful of files instead of several hundred. The command line becomes
// CommonJS, which Node loads faster than modules.

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Chunk, chunksOf } from './chunks.ts';
import { filesInCircles } from './circles.ts';

/** Binaries for this machine, packages that a browser loads directly, and packages that find their own files in a way that no bundler understands. */
const STAYS_OUTSIDE = ['better-sqlite3', 'node-pty', 'preact', 'htm', '@xterm/xterm', 'jsonc-parser'];
const COMMAND = 'daemon/cli/main';
/** All files are at the same depth, so that each knows the relative path to a module's original place. */
const BUILT = 'built';
const WHERE = 'where.mjs';

/** Bundles the compiled sources in `plain` into `dist`. Returns what is wrong, one sentence each. */
export function bundle(root: string, plain: string, dist: string): string[] {
  const programs = [COMMAND, ...programsNamed(plain)];
  const lost = programs.filter((it) => !existsSync(join(plain, `${it}.js`)));
  if (lost.length > 0) return lost.map((it) => `${it}.js is started by its path, and is not built`);
  const built = join(dist, BUILT);
  const others = programs.filter((it) => it !== COMMAND);
  const chunks = chunksOf(plain, COMMAND);
  keepPlaces(plain);
  const failed = runBundler(root, plain, { form: 'esm', programs: others, built, chunks: [] });
  if (failed !== undefined) return [failed];
  askModulesWhere(plain, built);
  const failedToo = runBundler(root, plain, { form: 'cjs', programs: [COMMAND], built, chunks });
  if (failedToo !== undefined) return [failedToo];
  for (const program of programs) {
    mkdirSync(dirname(join(dist, program)), { recursive: true });
    const file = `${upFrom(program)}${BUILT}/${nameOf(program)}.${program === COMMAND ? 'cjs' : 'js'}`;
    writeFileSync(join(dist, `${program}.js`), `import '${file}';\n`);
  }
  writeFileSync(join(built, 'LICENSES.txt'), licences(root, built));
  return [
    ...filesInCircles(built).map((it) => `dist/${BUILT}/${it} needs itself through other files: see .ci/chunks.ts`),
    ...foreignIn(built),
  ];
}

/** One such character makes Node store the whole file with two bytes per character. The bundler escapes all except those in tagged templates. */
function foreignIn(built: string): string[] {
  return globSync('*.{js,cjs}', { cwd: built }).flatMap((file) => {
    const line = readFileSync(join(built, file), 'utf8')
      .split('\n')
      .find((it) => /[^\0-\x7f]/.test(it));
    return line === undefined ? [] : [`dist/${BUILT}/${file} is not plain ASCII: write an escape in \`${line.trim().slice(0, 120)}\``];
  });
}

type Bundle = { form: 'esm' | 'cjs'; programs: readonly string[]; built: string; chunks: readonly Chunk[] };

/** Returns what went wrong. */
function runBundler(root: string, plain: string, bundle: Bundle): string | undefined {
  const config = join(plain, `bundle-${bundle.form}.config.mjs`);
  const entries = bundle.programs.map((program) => entryOf(program, plain));
  writeFileSync(config, configOf(entries, bundle));
  const ran = spawnSync(process.execPath, [join(root, 'node_modules', 'rolldown', 'bin', 'cli.mjs'), '--config', config], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return ran.status === 0 ? undefined : `the programs could not be bundled: ${ran.error?.message ?? `rolldown ended with ${ran.status}`}`;
}

/** Only an ES module can resolve the module files of a package, which a browser needs. */
function askModulesWhere(plain: string, built: string): void {
  const asked = globSync('**/*.js', { cwd: plain }).map((file) => join(plain, file));
  for (const file of asked) {
    const text = readFileSync(file, 'utf8');
    const said = text.replaceAll(
      'import.meta.resolve(',
      `process.getBuiltinModule('node:module').createRequire(__filename)('./${WHERE}').of(`,
    );
    if (said !== text) writeFileSync(file, said);
  }
  writeFileSync(join(built, WHERE), 'export const of = (name) => import.meta.resolve(name);\n');
}

/** Programs that one of our files starts by a path relative to its own: new URL(`../host/host-main.${…}`, import.meta.url). */
function programsNamed(plain: string): string[] {
  const named = globSync('**/*.js', { cwd: plain }).flatMap((file) => {
    const text = readFileSync(join(plain, file), 'utf8');
    return [...text.matchAll(/new URL\(\s*`(\.\.?\/[^`$]+)\.\$\{/g)].map(([, path = '']) => posix.join(dirname(file), path));
  });
  return [...new Set(named)].sort();
}

/** A bundled module is in another place; files that it finds relative to itself are still in the old one. */
function keepPlaces(plain: string): void {
  for (const file of globSync('**/*.js', { cwd: plain })) {
    const text = readFileSync(join(plain, file), 'utf8');
    const kept = text
      .replaceAll('import.meta.url', `new URL('../${file}', import.meta.url).href`)
      .replaceAll('import.meta.dirname', `process.getBuiltinModule('node:path').join(import.meta.dirname, '../${dirname(file)}')`);
    if (kept !== text) writeFileSync(join(plain, file), kept);
  }
}

const nameOf = (program: string): string => program.replaceAll('/', '-');
const upFrom = (program: string): string => '../'.repeat(program.split('/').length - 1);

/** The bundled file gets this name; it is more than the last part of the path, because two programs are called `main`. */
function entryOf(program: string, plain: string): string {
  const entry = join(plain, `${nameOf(program)}.js`);
  writeFileSync(entry, `import './${program}.js';\n`);
  return entry;
}

const configOf = (entries: readonly string[], { form, built, chunks }: Bundle): string => `
const chunks = ${JSON.stringify(chunks)}.map(({ name, modules }) => ({ name, modules: new Set(modules) }));
export default {
  input: ${JSON.stringify(entries)},
  platform: 'node',
  external: ${JSON.stringify(STAYS_OUTSIDE)},
  preserveEntrySignatures: 'allow-extension',
  logLevel: 'warn',
  output: {
    dir: ${JSON.stringify(built)},
    format: '${form}',
    entryFileNames: '[name].${form === 'cjs' ? 'cjs' : 'js'}',
    chunkFileNames: '[name]-[hash].${form === 'cjs' ? 'cjs' : 'js'}',
    // Node keeps the source text of loaded files, with two bytes per character if one of them is not Latin-1.
    charset: 'ascii',
    comments: false,
    // Without groups the bundler decides.
    codeSplitting: chunks.length === 0 ? true : {
      includeDependenciesRecursively: false,
      groups: chunks.map(({ name, modules }) => ({ name, test: (id) => modules.has(id) })),
    },
  },
};
`;

/** The licences require that their text is beside the bundled code. */
function licences(root: string, built: string): string {
  const packages = new Set<string>();
  for (const file of globSync('*.{js,cjs}', { cwd: built })) {
    const text = readFileSync(join(built, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/^\s*\/\/(?:#region)? .*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)) packages.add(name);
  }
  return [...packages]
    .sort()
    .map((name) => licenceOf(name, join(root, 'node_modules', name)))
    .join('\n');
}

function licenceOf(name: string, folder: string): string {
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license?: string };
  const file = readdirSync(folder).find((it) => /^(licen[cs]e|copying)/i.test(it));
  const text = file === undefined ? `License: ${license ?? 'not named'}\n` : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version}\n\n${text}\n`;
}
