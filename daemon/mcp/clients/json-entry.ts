// An entry in a client's JSON settings, edited without changing comments or layout. Pure.

import { applyEdits, findNodeAtLocation, getNodeValue, modify, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { MusterError } from '../../../contracts/errors.ts';
import type { Edit } from './edit.ts';

export function entryIn(text: string, at: readonly string[], path: string): unknown {
  const node = findNodeAtLocation(treeOf(text, path), [...at]);
  return node === undefined ? undefined : getNodeValue(node);
}

export function adding(text: string, at: readonly string[], value: unknown, path: string): Edit[] {
  treeOf(text, path);
  const { tab, size } = indentation(text);
  const options = { insertSpaces: !tab, tabSize: size, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return modify(text, [...at], value, { formattingOptions: options }).map((it) => ({
    offset: it.offset,
    length: it.length,
    text: it.content,
  }));
}

/** For a file that has changed since: removes only the entry. */
export function without(text: string, at: readonly string[], path: string): string {
  treeOf(text, path);
  return applyEdits(text, modify(text, [...at], undefined, {}));
}

function treeOf(text: string, path: string) {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (root?.type === 'object' && first === undefined) return root;
  const line = text.slice(0, first?.offset ?? 0).split('\n').length;
  const why = first === undefined ? 'it holds no object' : `line ${line}: ${printParseErrorCode(first.error)}`;
  throw new MusterError(
    'config-invalid',
    `${path} cannot be read: ${why}`,
    'Fix it, or use `muster mcp --print` and add the lines yourself.',
  );
}

function indentation(text: string): { tab: boolean; size: number } {
  const [, found = '  '] = /\n([ \t]+)"/.exec(text) ?? [];
  return { tab: found.startsWith('\t'), size: found.startsWith('\t') ? 1 : found.length };
}
