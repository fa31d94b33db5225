// Parses YAML that a person wrote and checks it against a schema: returns the value, or all errors with their positions and the
// nearest valid names. JSON is YAML too. It ends soon and throws nothing, whatever the text is.

import { isMap, isScalar, Lexer, LineCounter, type Node, parseDocument } from 'yaml';
import { cut } from '../../contracts/cut.ts';
import type * as z from '../../contracts/schema.ts';
import { keysAt } from './known-names.ts';
import { nearest } from './nearest.ts';
import { plainIssue, writtenAt } from './plain-issue.ts';

export type Fault = { line: number; column: number; message: string };
export type Checked<T> = { kind: 'right'; value: T } | { kind: 'wrong'; faults: Fault[] };

/** As many errors as a person can fix at once; a file with thousands was never meant to be settings. */
const MOST_FAULTS = 20;
const LONGEST_MESSAGE = 300;
/** Words, marks and line breaks. A parser's time can grow with the square of these, and no settings file has so many. */
const MOST_TOKENS = 10_000;
const MOST_ALIASES = 20;
/** Texts that people write are few, so zod need not compile a validator for each part of a schema. */
const GO_THROUGH = { jitless: true };

/** Caches valid texts: a daemon asks for the same definitions with every run. */
const kept = new WeakMap<z.ZodType, Map<string, unknown>>();
const MOST_KEPT = 64;
const LONGEST_KEPT = 16_384;

/** `parsed`: the parsed form of the text, if the caller has it. Errors are still located in the text itself. */
export function checkYaml<S extends z.ZodObject>(text: string, schema: S, firstLine = 1, parsed?: unknown): Checked<z.output<S>> {
  const known = kept.get(schema) ?? new Map<string, unknown>();
  // A copy, because the caller may change it.
  if (known.has(text)) return { kind: 'right', value: structuredClone(known.get(text)) as z.output<S> };
  const before = parsed === undefined ? undefined : schema.safeParse(parsed, GO_THROUGH);
  const checked = before?.success ? { kind: 'right' as const, value: before.data } : checkAnew(text, schema, firstLine);
  if (checked.kind === 'right' && text.length <= LONGEST_KEPT) {
    kept.set(schema, known.set(text, structuredClone(checked.value)));
    const [oldest] = known.keys();
    if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
  }
  return checked;
}

function checkAnew<S extends z.ZodObject>(text: string, schema: S, firstLine: number): Checked<z.output<S>> {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  const wrong = (faults: readonly { offset: number; message: string }[]): Checked<never> => ({
    kind: 'wrong',
    faults: shown(faults).map(({ offset, message }) => ({ ...at(offset), message: cut(message, LONGEST_MESSAGE) })),
  });

  if (isTangled(text)) return wrong([{ offset: 0, message: `too large: it has more than ${MOST_TOKENS} tokens` }]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, logLevel: 'error' });
  // To the parser, an unknown tag or version is only a warning; here it is as wrong as an unknown key.
  const troubles = [...document.errors, ...document.warnings];
  if (troubles.length > 0) return wrong(troubles.map(({ pos, message }) => ({ offset: pos[0], message: `not YAML: ${plainer(message)}` })));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (error) {
    return wrong([{ offset: 0, message: `not YAML: ${plainer(error instanceof Error ? error.message : String(error))}` }]);
  }
  if (!isRecord(value)) return wrong([{ offset: 0, message: 'expected keys and values, such as `title: …`' }]);
  const nul = pathToNul(value);
  if (nul) return wrong([{ offset: offsetOf(document.contents, nul), message: `\`${nul.join('.')}\` contains a NUL character` }]);
  const checked = schema.safeParse(value, GO_THROUGH);
  if (checked.success) return { kind: 'right', value: checked.data };
  return wrong(checked.error.issues.flatMap((issue) => faultsOf(issue, document.contents, value, schema)));
}

function isTangled(text: string): boolean {
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) if (++tokens > MOST_TOKENS) return true;
  return false;
}

function shown(faults: readonly { offset: number; message: string }[]): readonly { offset: number; message: string }[] {
  const [first, ...rest] = faults.slice(MOST_FAULTS);
  if (first === undefined) return faults;
  return [...faults.slice(0, MOST_FAULTS), { offset: first.offset, message: `and ${rest.length + 1} more` }];
}

/** Replaces messages of the parser that do not explain the reason well. */
function plainer(message: string): string {
  if (message.startsWith('Maximum call stack')) return 'it is nested too deeply';
  if (message.startsWith('Excessive alias count')) return `its aliases expand to more than ${MOST_ALIASES} times its size`;
  return message;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Finds a NUL in a value: paths, arguments and variables end at one, so no setting may contain it. */
function pathToNul(root: object): string[] | undefined {
  // An alias can refer to a node that contains it.
  const seen = new Set<unknown>();
  const open: { value: unknown; path: string[] }[] = [{ value: root, path: [] }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { value, path } = one;
    if (typeof value === 'string' && value.includes('\0')) return path;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) open.push({ value: inner, path: [...path, key] });
  }
  return undefined;
}

function faultsOf(issue: z.core.$ZodIssue, root: Node | null, value: object, schema: z.ZodType): { offset: number; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path, value);
    return issue.keys.map((key) => ({
      offset: offsetOf(root, [...path, key]),
      message: `unknown key \`${[...path, key].join('.')}\`${didYouMean(key, known)}`,
    }));
  }
  const name = path.length > 0 ? `\`${path.join('.')}\`: ` : '';
  const written = writtenAt(value, path);
  return [{ offset: offsetOf(root, path), message: `${name}${plainIssue(issue, written)}${didYouMean(written, choicesOf(issue))}` }];
}

/** The allowed words, where only certain words are allowed. */
function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.filter((it) => typeof it === 'string');
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function didYouMean(written: unknown, known: readonly string[]): string {
  const right = typeof written === 'string' ? nearest(written, known) : undefined;
  return right === undefined || right === written ? '' : `; did you mean \`${right}\`?`;
}

/** The position of a key; that of its nearest parent if the key is missing. */
function offsetOf(root: Node | null, path: readonly string[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((it) => isScalar(it.key) && String(it.key.value) === step);
      if (!pair) return offset;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else {
      const inner = (node as { items?: { range?: [number, number, number] }[] } | null)?.items?.[Number(step)];
      if (!inner) return offset;
      offset = inner.range?.[0] ?? offset;
      node = inner;
    }
  }
  return offset;
}

/** Of a fault that is nowhere in the text. */
export const NO_LINE = 0;

export const faultText = (fault: Fault): string =>
  fault.line === NO_LINE ? fault.message : `line ${fault.line}, column ${fault.column}: ${fault.message}`;
