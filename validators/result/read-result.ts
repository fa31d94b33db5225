// Is this file a worker's complete and valid answer to its own dispatch? Pure: bytes in, a judgement out. A file that does not
// parse may still be incomplete; one that parses but does not match the schema is the worker's mistake.

import { cut } from '../../contracts/cut.ts';
import { Finding, Verdict } from '../../contracts/findings/finding.ts';
import { making } from '../../contracts/schema.ts';
import type { Role } from '../../contracts/task/agent.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import { LONGEST_LIST, Result } from '../../contracts/work/result.ts';
import { runSteps, type Steps } from '../../runtime/steps.ts';
import { pathText, type ResultError } from './describe-errors.ts';

export type Expected = { dispatch: string; nonce: string; role: Role };

export type ResultReading =
  | { kind: 'valid'; result: Result; flags: ResultFlag[] }
  | { kind: 'incomplete'; why: string }
  | { kind: 'invalid'; errors: ResultError[] }
  /** It answers another dispatch, or lacks the nonce of this one's prompt. */
  | { kind: 'wrong-dispatch'; found: string };

const DEEPEST = 100;
/** For one object. No contract has so many keys, and describing each error would take for ever. */
const MOST_KEYS = 1_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const readResult = (bytes: Uint8Array, expected: Expected): ResultReading => runSteps(readResultSteps(bytes, expected));

/** The same in steps, because a result with thousands of findings takes long to check. */
export function* readResultSteps(bytes: Uint8Array, expected: Expected): Steps<ResultReading> {
  const text = decoded(bytes);
  yield;
  if (text === undefined) return invalid('the file is not UTF-8; write it as UTF-8 text');
  const { json, flags } = unwrapped(text);
  if (json.trim() === '') return { kind: 'incomplete', why: 'the file is empty' };

  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch (error) {
    const why = error instanceof Error ? clipped(error.message, 200) : 'unreadable';
    return { kind: 'incomplete', why: `${startsAsJson(json) ? unfinished(why) : notJson(json)}: ${why}` };
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return invalid('the file must contain one JSON object');

  yield;
  const refusal = yield* withoutNulls(value);
  yield;
  if (refusal !== undefined) return invalid(refusal);

  const found = answersFor(value, expected);
  if (found !== undefined) return { kind: 'wrong-dispatch', found };

  yield* making(Result);
  const checked = (yield* checkParts(value)) ?? checkShape(value);
  yield;
  if (checked.kind === 'errors') return { kind: 'invalid', errors: checked.errors };
  const errors = [...roleErrors(checked.result, expected), ...repeatedIds(checked.result)];
  return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'valid', result: checked.result, flags };
}

/** Possibly inside a fence. */
const startsAsJson = (text: string): boolean => /^\s*[{[`~]/.test(text);

/** JSON lines, or a word after the object. It is `incomplete` as well, because its writer may still replace the file. */
const unfinished = (why: string): string =>
  / after JSON /.test(why) ? 'the file is not a JSON object alone: it goes on after the first' : 'the file is not complete JSON';

/** Prose never becomes JSON. It stays `incomplete`, because its writer may still replace the file. */
const notJson = (text: string): string =>
  text.includes('{') ? 'the file is not a JSON object alone: it begins with other text' : 'the file is text and not a JSON object';

const invalid = (message: string): ResultReading => ({ kind: 'invalid', errors: [{ path: '', message }] });

/** A character cut in two at the very end means an incomplete file, not a wrong encoding: hence `stream`. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function unwrapped(text: string): { json: string; flags: ResultFlag[] } {
  const flags: ResultFlag[] = [];
  let json = text;
  if (json.startsWith('\uFEFF')) {
    flags.push('byte-order-mark');
    json = json.slice(1);
  }
  const fenced = /^\s*(`{3,}|~{3,})[\w-]*[ \t]*\r?\n([\s\S]*)\n[ \t]*\1\s*$/.exec(json)?.[2];
  if (fenced !== undefined) {
    flags.push('fenced');
    json = fenced;
  }
  return { json, flags };
}

/**
 * Models write `"line": null` for what they leave out, and no key of a result has null as a valid value. Returns why the value is
 * refused, if it is.
 */
function takeNullsOut(value: Json, depth: number): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (depth > DEEPEST) return `the JSON is nested more than ${DEEPEST} levels deep`;
  const tooMany = takeOwnNullsOut(value);
  if (tooMany !== undefined) return tooMany;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const refusal = takeNullsOut(inner, depth + 1);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function takeOwnNullsOut(value: Json[] | { [key: string]: Json }): string | undefined {
  if (Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length > MOST_KEYS) return `the JSON has an object with ${keys.length} keys; the limit is ${MOST_KEYS}`;
  for (const key of keys) if (value[key] === null) delete value[key];
  return undefined;
}

/** One step for each item of its lists. */
function* withoutNulls(value: { [key: string]: Json }): Steps<string | undefined> {
  const tooMany = takeOwnNullsOut(value);
  if (tooMany !== undefined) return tooMany;
  for (const inner of Object.values(value)) {
    for (const item of Array.isArray(inner) ? inner : [inner]) {
      const refusal = takeNullsOut(item, Array.isArray(inner) ? 2 : 1);
      if (refusal !== undefined) return refusal;
      yield;
    }
  }
  return undefined;
}

function answersFor(value: { [key: string]: Json }, expected: Expected): string | undefined {
  const { dispatch, nonce } = value;
  if (typeof dispatch === 'string' && dispatch !== expected.dispatch)
    return `${clipped(dispatch, 100)}; expected "dispatch": "${expected.dispatch}"`;
  if (typeof nonce === 'string' && nonce !== expected.nonce)
    return `${expected.dispatch} with the nonce of another prompt; expected "nonce": "${expected.nonce}"`;
  return undefined;
}

/** The parsed items of an array, if all of them are valid; undefined otherwise. */
function* checkedItems<T>(
  value: Json | undefined,
  schema: { safeParse(item: unknown): { success: boolean; data?: T } },
): Steps<T[] | undefined> {
  if (!Array.isArray(value) || value.length > LONGEST_LIST) return undefined;
  const items: T[] = [];
  for (const item of value) {
    const { success, data } = schema.safeParse(item);
    if (!success) return undefined;
    items.push(data as T);
    yield;
  }
  return items;
}

/** Checks long lists item by item. If anything is wrong, the whole result is checked again for the error message. */
function* checkParts(value: { [key: string]: Json }): Steps<{ kind: 'result'; result: Result } | undefined> {
  const findings = yield* checkedItems(value.findings ?? [], Finding);
  const verdicts = findings && (yield* checkedItems(value.verdicts ?? [], Verdict));
  if (!findings || !verdicts) return undefined;
  const rest = Result.safeParse({ ...value, findings: [], verdicts: [] });
  return rest.success ? { kind: 'result', result: { ...rest.data, findings, verdicts } } : undefined;
}

/** Unknown keys are ignored everywhere, even in parts whose schema is strict for other readers. */
function checkShape(value: Json): { kind: 'result'; result: Result } | { kind: 'errors'; errors: ResultError[] } {
  const first = Result.safeParse(value);
  if (first.success) return { kind: 'result', result: first.data };
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys') remove(value, issue.path, issue.keys);
  }
  const second = Result.safeParse(value);
  if (second.success) return { kind: 'result', result: second.data };
  return { kind: 'errors', errors: second.error.issues.map((issue) => ({ path: pathText(issue.path), message: said(issue.message) })) };
}

function remove(value: Json, path: readonly PropertyKey[], keys: readonly string[]): void {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else if (at !== null && typeof at === 'object') at = at[String(step)];
  }
  if (at === null || typeof at !== 'object' || Array.isArray(at)) return;
  for (const key of keys) delete at[key];
}

const said = (message: string): string =>
  clipped(message, 300)
    .replace(/^Invalid input: expected (.+), received undefined$/, 'is missing ($1)')
    .replace(/^Invalid input: /, '');

function roleErrors(result: Result, expected: Expected): ResultError[] {
  return result.role === expected.role ? [] : [{ path: 'role', message: `must be "${expected.role}", as the prompt says` }];
}

function repeatedIds(result: Result): ResultError[] {
  const first = new Map<string, number>();
  return result.findings.flatMap(({ localId }, index) => {
    const earlier = first.get(localId);
    if (earlier === undefined) first.set(localId, index);
    return earlier === undefined ? [] : [{ path: `findings[${index}].localId`, message: `findings[${earlier}] has the same localId` }];
  });
}

/** A worker's text, shortened and on one line. */
function clipped(text: string, most: number): string {
  return cut(text.replace(/\p{Cc}+/gu, ' ').trim(), most);
}
