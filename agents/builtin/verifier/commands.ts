// Whether a command of a plan exists in this project, as far as the tree tells.

import { pathTest } from '../../../runtime/globs.ts';
import { MAKEFILES, scriptOf, targetsOf } from '../planner/commands.ts';
import type { Repository } from '../rule.ts';

export type CommandExistence = { there: boolean | 'unknown'; why: string };

const MANIFESTS: Readonly<Record<string, readonly string[]>> = {
  cargo: ['Cargo.toml'],
  go: ['go.mod', 'go.work'],
  mvn: ['pom.xml'],
  gradle: ['build.gradle', 'build.gradle.kts'],
  mix: ['mix.exs'],
  bundle: ['Gemfile'],
  composer: ['composer.json'],
};
const INTERPRETERS: ReadonlySet<string> = new Set(['node', 'python', 'python3', 'ruby', 'perl', 'php', 'deno', 'tsx', 'bash', 'sh']);
const MANAGERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun']);

/** `planned`: the globs of what the plan itself would write. */
export async function knownCommand(repo: Repository, argv: readonly string[], planned: readonly string[]): Promise<CommandExistence> {
  const [program = '', ...rest] = argv;
  if (MANAGERS.has(program)) return script(repo, program, rest);
  if (program === 'make') return target(repo, rest);
  const manifests = Object.hasOwn(MANIFESTS, program) ? MANIFESTS[program] : undefined;
  if (manifests !== undefined) {
    const there = manifests.find((it) => repo.has(it));
    return there === undefined
      ? { there: false, why: `${program} needs ${manifests.join(' or ')} in the root, which this tree has not` }
      : { there: true, why: `${there} is there for ${program}` };
  }
  if (program.includes('/')) return file(repo, program, planned);
  if (!INTERPRETERS.has(program)) return { there: 'unknown', why: `whether ${program} is installed, the tree does not tell` };
  const first = rest.find((it) => !it.startsWith('-'));
  return first === undefined || rest[0]?.startsWith('-') || !/[./]/.test(first)
    ? { there: 'unknown', why: `what ${argv.join(' ')} runs, the tree does not tell` }
    : file(repo, first, planned);
}

async function script(repo: Repository, program: string, rest: readonly string[]): Promise<CommandExistence> {
  const words = rest.filter((it) => !it.startsWith('-'));
  const runs = words[0] === 'run' || words[0] === 'run-script';
  const name = runs ? words[1] : words[0];
  if (!repo.has('package.json')) return { there: false, why: `${program} needs package.json in the root, which this tree has not` };
  if (name === undefined || (!runs && name !== 'test' && name !== 'start'))
    return { there: 'unknown', why: `${program} ${rest.join(' ')} runs no script of package.json` };
  return (await scriptOf(repo, name)) === undefined
    ? { there: false, why: `package.json has no script “${name}”` }
    : { there: true, why: `package.json has the script “${name}”` };
}

async function target(repo: Repository, rest: readonly string[]): Promise<CommandExistence> {
  const makefile = MAKEFILES.find((it) => repo.has(it));
  if (makefile === undefined) return { there: false, why: 'make needs a makefile in the root, which this tree has not' };
  const name = rest.find((it) => !it.startsWith('-') && !it.includes('='));
  if (name === undefined || rest.includes('-C') || rest.includes('-f'))
    return { there: 'unknown', why: `${makefile} is there; what it makes first is not looked up` };
  if ((await targetsOf(repo)).has(name)) return { there: true, why: `${makefile} has the target “${name}”` };
  return /^\s*-?include\b|%|\$\(/m.test((await repo.text(makefile)) ?? '')
    ? { there: 'unknown', why: `${makefile} does not name “${name}” outright` }
    : { there: false, why: `${makefile} has no target “${name}”` };
}

function file(repo: Repository, named: string, planned: readonly string[]): CommandExistence {
  const path = named.replace(/^(\.\/)+/, '');
  if (repo.has(path)) return { there: true, why: `${path} is there` };
  return planned.length > 0 && pathTest(planned)(path)
    ? { there: 'unknown', why: `${path} is not there yet; the plan would write it` }
    : { there: false, why: `${path} is not in this tree, and no stage writes it` };
}
