// YAML that a person wrote, checked against a schema: the value, or every fault with its place and
// the nearest right name. JSON is YAML too.

import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearest } from './nearest.ts';

export type Fault = { line: number; column: number; message: string };
export type Checked<T> = { kind: 'right'; value: T } | { kind: 'wrong'; faults: Fault[] };

export function checkYaml<S extends z.ZodObject>(text: string, schema: S, firstLine = 1): Checked<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    return { kind: 'wrong', faults: document.errors.map((error) => ({ ...at(error.pos[0]), message: `not YAML: ${error.message}` })) };
  }
  const value: unknown = document.toJS({ maxAliasCount: 20 }) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { kind: 'wrong', faults: [{ ...at(0), message: 'expected keys and values, such as `title: …`' }] };
  }
  const checked = schema.safeParse(value);
  if (checked.success) return { kind: 'right', value: checked.data };
  const known = Object.keys(schema.shape);
  return {
    kind: 'wrong',
    faults: checked.error.issues.flatMap((issue) =>
      faultsOf(issue, document.contents, known).map(({ offset, message }) => ({ ...at(offset), message })),
    ),
  };
}

function faultsOf(issue: z.core.$ZodIssue, root: Node | null, known: readonly string[]): { offset: number; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const right = path.length === 0 ? nearest(key, known) : undefined;
      return {
        offset: offsetOf(root, [...path, key]),
        message: `unknown key \`${[...path, key].join('.')}\`${right ? `; did you mean \`${right}\`?` : ''}`,
      };
    });
  }
  const name = path.length > 0 ? `\`${path.join('.')}\`: ` : '';
  return [{ offset: offsetOf(root, path), message: `${name}${issue.message}` }];
}

/** Where a key stands; the nearest one above it when it is missing. */
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

export const faultText = (fault: Fault): string => `line ${fault.line}, column ${fault.column}: ${fault.message}`;
