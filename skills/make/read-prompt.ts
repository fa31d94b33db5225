// Parses a prompt file: what it makes, which checks apply, and its body with the macros found. Pure: text in; out comes the prompt,
// or all errors with their positions.

import { posix } from 'node:path';
import { type Params, PromptFront } from '../../contracts/make/prompt.ts';
import { checkYaml, type Fault } from '../../runtime/text/checked-yaml.ts';
import { splitFrontMatter } from '../../runtime/text/front-matter.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import { macrosIn, type Piece, readMacros } from './macros.ts';

export type PromptFile = { front: PromptFront; pieces: Piece[] };
export type PromptReading = { kind: 'prompt'; prompt: PromptFile } | { kind: 'faults'; faults: Fault[] };

/** Where a project's artifacts may be written, relative to the project. */
const FOLDER = '.muster/artifacts';

export function readPrompt(text: string): PromptReading {
  const nul = text.indexOf('\0');
  if (nul >= 0) return fault(text.slice(0, nul).split('\n').length, 'there is a NUL character here: save the prompt as plain UTF-8 text');
  const parts = splitFrontMatter(text);
  switch (parts.kind) {
    case 'unclosed':
      return fault(parts.line, 'the front matter starts with --- but does not end with ---');
    case 'none':
      return together(PromptFront.parse({}), parts.body, 1, []);
    case 'split': {
      const front = checkYaml(parts.front, PromptFront, parts.frontLine);
      if (front.kind === 'wrong') return { kind: 'faults', faults: [...front.faults, ...macroFaults(parts.rest, parts.restLine)] };
      const at = (says: string): Fault => ({ line: parts.frontLine, column: 1, message: says });
      return together(front.value, parts.rest, parts.restLine, frontFaults(front.value).map(at));
    }
  }
}

function together(front: PromptFront, body: string, line: number, before: Fault[]): PromptReading {
  // Blank lines around the body are dropped; the rest keeps its line numbers.
  const lead = /^(?:[ \t]*\r?\n)*/.exec(body)?.[0] ?? '';
  const kept = body.slice(lead.length).trimEnd();
  const first = line + lead.split('\n').length - 1;
  if (kept === '')
    return {
      kind: 'faults',
      faults: [...before, { line: first, column: 1, message: 'the prompt has no body: say what is to be written' }],
    };
  const read = readMacros(`${kept}\n`, first);
  const faults = read.kind === 'faults' ? read.faults : undeclared(front, read.pieces);
  if (before.length + faults.length > 0 || read.kind === 'faults') return { kind: 'faults', faults: [...before, ...faults] };
  return { kind: 'prompt', prompt: { front, pieces: read.pieces } };
}

const macroFaults = (body: string, line: number): Fault[] => {
  const read = readMacros(body, line);
  return read.kind === 'faults' ? read.faults : [];
};

function undeclared({ params }: PromptFront, pieces: readonly Piece[]): Fault[] {
  const known = Object.keys(params);
  return macrosIn(pieces)
    .filter((it) => it.kind === 'param' && !known.includes(it.name))
    .map(({ name, line, column }) => ({
      line,
      column,
      message: `the parameter \`${name}\` is not declared in \`params\`${meant(name, known)}`,
    }));
}

/** Checks that involve several keys. */
function frontFaults({ produces, checks }: PromptFront): string[] {
  const path = produces.path === undefined ? undefined : artifactPath(produces.path);
  return [
    ...(path === null ? [`\`produces.path\`: \`${produces.path}\` is not a file below ${FOLDER}/`] : []),
    ...(produces.path !== undefined && produces.space !== 'project'
      ? ['`produces.path` writes a file into the project, so `produces.space` must be `project` or left out']
      : []),
    ...checks.flatMap((check, at) => {
      if ('schema' in check && produces.kind !== 'json' && produces.kind !== 'yaml')
        return [`\`checks.${at}.schema\` needs an artifact of kind json or yaml, not ${produces.kind}`];
      return 'pattern' in check && !isPattern(check.pattern) ? [`\`checks.${at}.pattern\` is not a regular expression`] : [];
    }),
  ];
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'mu');
    return true;
  } catch {
    return false;
  }
}

/** Relative to the project; null if it would be outside the folder for artifacts. */
export function artifactPath(written: string): string | null {
  if (written.includes('\0') || written.includes('\\') || written.startsWith('/')) return null;
  const below = written.startsWith(`${FOLDER}/`) ? written : posix.join(FOLDER, written);
  const path = posix.normalize(below);
  const inside = path.startsWith(`${FOLDER}/`) && !path.endsWith('/') && !written.split('/').includes('..');
  return inside ? path : null;
}

/** Every declared parameter with its value, or what is wrong with the given ones. */
export function paramsFor(front: PromptFront, given: Params): { kind: 'params'; params: Params } | { kind: 'wrong'; says: string } {
  const known = Object.keys(front.params);
  const strange = Object.keys(given).find((it) => !known.includes(it));
  if (strange !== undefined) {
    const has = known.length === 0 ? 'it has none' : `its parameters are ${known.join(', ')}`;
    return { kind: 'wrong', says: `it has no parameter \`${strange}\`${meant(strange, known)}; ${has}` };
  }
  const params: Params = {};
  for (const [name, { default: usual, says }] of Object.entries(front.params)) {
    const value = given[name] ?? (usual === undefined ? undefined : String(usual));
    if (value === undefined)
      return { kind: 'wrong', says: `it needs the parameter \`${name}\`${says === undefined ? '' : ` (${says})`}: give ${name}=…` };
    params[name] = value;
  }
  return { kind: 'params', params };
}

const meant = (word: string, known: readonly string[]): string => {
  const right = nearest(word, known);
  return right === undefined ? '' : `; did you mean \`${right}\`?`;
};

const fault = (line: number, message: string): PromptReading => ({ kind: 'faults', faults: [{ line, column: 1, message }] });
