// Canonical JSON (RFC 8785): equal values give equal bytes and so equal digests. Keys are sorted by code units, and only what JSON
// can express is allowed. Everything that is hashed is hashed in this form.

import { createHash, hash } from 'node:crypto';
import type { Steps } from './steps.ts';
import { type LongText, longText } from './text/long-text.ts';
import { endOfSmallBatch, isSmall } from './text/small-values.ts';

/** Deeper than anything we write; refuses hostile nesting before it can exhaust the stack. */
const DEEPEST = 200;

/** Throws a TypeError that names the place if the value is not plain JSON. Keys whose value is undefined are left out. */
export function canonicalJson(value: unknown): string {
  return known(write(value, 0), value);
}

/** The same text, built in steps and returned in parts. */
export function* canonicalParts(value: unknown): Steps<LongText> {
  const text = longText();
  const isPlainJson = yield* writeParts(value, 0, text.add);
  known(isPlainJson ? '' : undefined, value);
  return text.parts();
}

function known(text: string | undefined, of: unknown): string {
  if (text === undefined) throw new TypeError(`${fault(of, '', 0) ?? 'something'} is not plain JSON`);
  return text;
}

/** sha256 in hex, of bytes or of a text as UTF-8. */
export function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/** This much is hashed in less than a millisecond. */
const PART = 500_000;

/** The same for large inputs, in steps. */
export function* digestSteps(bytes: Uint8Array): Steps<string> {
  const made = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PART) {
    made.update(bytes.subarray(at, at + PART));
    yield;
  }
  return made.digest('hex');
}

/** The digest of a value's canonical JSON. */
export function digestOfJson(value: unknown): string {
  return digestOf(canonicalJson(value));
}

/** The same in steps. */
export function* digestOfJsonSteps(value: unknown): Steps<string> {
  const made = createHash('sha256');
  for (const part of yield* canonicalParts(value)) {
    made.update(part);
    yield;
  }
  return made.digest('hex');
}

/** Freezes a JSON value recursively and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freezeTree(value);
  return value;
}

function freezeTree(tree: object): void {
  // Two plain loops, because this runs over every event that is read; Object.values would cost half as much again.
  if (Array.isArray(tree)) {
    for (let index = 0; index < tree.length; index++) {
      const inner: unknown = tree[index];
      if (typeof inner === 'object' && inner !== null) freezeTree(inner);
    }
  } else {
    for (const key in tree) {
      const inner: unknown = (tree as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) freezeTree(inner);
    }
  }
  Object.freeze(tree);
}

/** Undefined if something in the value is not plain JSON. */
function write(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= DEEPEST) return undefined;
      if (Array.isArray(value)) return writeArray(value, depth);
      return isPlain(value) ? writeObject(value, depth) : undefined;
    default:
      return undefined;
  }
}

/** Returns whether the value is plain JSON. */
function* writeParts(value: unknown, depth: number, add: (part: string) => void): Steps<boolean> {
  yield;
  if (typeof value !== 'object' || value === null || isSmall(value)) {
    const text = write(value, depth);
    if (text !== undefined) add(text);
    return text !== undefined;
  }
  if (depth >= DEEPEST) return false;
  if (Array.isArray(value)) return yield* writeItems(value, depth, add);
  if (!isPlain(value)) return false;
  let before = '{';
  for (const key of inOrder(Object.keys(value))) {
    const inner = value[key];
    if (inner === undefined) continue;
    add(`${before}${keyText(key)}`);
    if (!(yield* writeParts(inner, depth + 1, add))) return false;
    before = ',';
  }
  add(before === '{' ? '{}' : '}');
  return true;
}

/** Writes together as many items as are small enough for one step. */
function* writeItems(items: readonly unknown[], depth: number, add: (part: string) => void): Steps<boolean> {
  let before = '[';
  for (let at = 0; at < items.length; before = ',') {
    yield;
    add(before);
    const to = endOfSmallBatch(items, at);
    if (to > at) {
      const text = writeArray(items.slice(at, to), depth);
      if (text === undefined) return false;
      add(text.slice(1, -1));
    } else if (!(yield* writeParts(items[at], depth + 1, add))) return false;
    at = Math.max(to, at + 1);
  }
  add(']');
  return true;
}

function writeArray(array: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let index = 0; index < array.length; index++) {
    const inner = write(array[index], depth + 1);
    if (inner === undefined) return undefined;
    text += index > 0 ? `,${inner}` : inner;
  }
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>, depth: number): string | undefined {
  let text = '{';
  for (const key of inOrder(Object.keys(object))) {
    const value = object[key];
    if (value === undefined) continue;
    const inner = write(value, depth + 1);
    if (inner === undefined) return undefined;
    text += text.length > 1 ? `,${keyText(key)}${inner}` : `${keyText(key)}${inner}`;
  }
  return `${text}}`;
}

/** By code units, as RFC 8785 requires. Objects are small, so a plain insertion sort beats the built-in one. */
export function inOrder(keys: string[]): string[] {
  if (keys.length > 16) return keys.sort();
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] as string;
    let hole = index;
    for (; hole > 0 && (keys[hole - 1] as string) > key; hole--) keys[hole] = keys[hole - 1] as string;
    keys[hole] = key;
  }
  return keys;
}

/** There are few keys, and they repeat: caching their texts saves half of the work. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key)}:`;
  if (keyTexts.size < 1_000) keyTexts.set(key, text);
  return text;
}

export function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Says what is not JSON and where. Only called once we know that something is. */
function fault(value: unknown, path: string, depth: number): string | undefined {
  const place = path === '' ? '' : ` at ${path}`;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${value}${place}`;
    case 'object': {
      if (value === null) return undefined;
      if (depth >= DEEPEST) return `something nested more than ${DEEPEST} levels deep`;
      if (Array.isArray(value)) return firstFault(value.entries(), (key) => `${path}[${key}]`, depth);
      if (!isPlain(value)) return `a ${value.constructor?.name ?? 'foreign object'}${place}`;
      const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
      return firstFault(present, (key) => (path === '' ? `${key}` : `${path}.${key}`), depth);
    }
    default:
      return `${value === undefined ? 'undefined' : `a ${typeof value}`}${place}`;
  }
}

function firstFault(
  entries: Iterable<[string | number, unknown]>,
  place: (key: string | number) => string,
  depth: number,
): string | undefined {
  for (const [key, inner] of entries) {
    const found = fault(inner, place(key), depth + 1);
    if (found) return found;
  }
  return undefined;
}
