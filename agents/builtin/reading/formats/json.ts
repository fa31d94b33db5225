// Parses JSON with the position of every value, which `JSON.parse` discards although a finding must name the line. Comments and
// trailing commas are allowed (tsconfig, bun.lock, VS Code), and duplicate keys are all kept.

import { type Node, type ParseError, parseTree } from 'jsonc-parser';

export type JsonMember = { key: string; keyStart: number; value: JsonNode };
export type JsonNode =
  | { kind: 'object'; start: number; end: number; members: JsonMember[] }
  | { kind: 'array'; start: number; end: number; items: JsonNode[] }
  | { kind: 'string'; start: number; end: number; value: string }
  | { kind: 'other'; start: number; end: number; value: number | boolean | null };

/** Undefined if the text is not JSON even by this lenient parser, or nested too deeply for a reader. */
export function parseJson(text: string): JsonNode | undefined {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    return root === undefined || errors.length > 0 ? undefined : nodeOf(root);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function nodeOf(node: Node): JsonNode {
  const place = { start: node.offset, end: node.offset + node.length };
  const children = node.children ?? [];
  switch (node.type) {
    case 'object':
      return { kind: 'object', ...place, members: children.flatMap(memberOf) };
    case 'array':
      return { kind: 'array', ...place, items: children.map(nodeOf) };
    case 'string':
      return { kind: 'string', ...place, value: String(node.value) };
    default:
      return { kind: 'other', ...place, value: (node.value ?? null) as number | boolean | null };
  }
}

function memberOf({ children: [key, value] = [] }: Node): JsonMember[] {
  return key === undefined || value === undefined ? [] : [{ key: String(key.value), keyStart: key.offset, value: nodeOf(value) }];
}

/** The member at a path of keys; of duplicates the last one, as in every JSON reader. */
export function memberAt(node: JsonNode | undefined, ...path: string[]): JsonMember | undefined {
  let found: JsonMember | undefined;
  let inside = node;
  for (const key of path) {
    found = inside?.kind === 'object' ? inside.members.findLast((it) => it.key === key) : undefined;
    if (found === undefined) return undefined;
    inside = found.value;
  }
  return found;
}

export const textAt = (node: JsonNode | undefined, ...path: string[]): string | undefined => {
  const value = memberAt(node, ...path)?.value;
  return value?.kind === 'string' ? value.value : undefined;
};

export const membersAt = (node: JsonNode | undefined, ...path: string[]): readonly JsonMember[] => {
  const value = path.length === 0 ? node : memberAt(node, ...path)?.value;
  return value?.kind === 'object' ? value.members : [];
};

export const itemsAt = (node: JsonNode | undefined, ...path: string[]): readonly JsonNode[] => {
  const value = path.length === 0 ? node : memberAt(node, ...path)?.value;
  return value?.kind === 'array' ? value.items : [];
};

/** Every string value within, with its position. */
export function stringsIn(node: JsonNode | undefined): { value: string; start: number }[] {
  switch (node?.kind) {
    case 'string':
      return [{ value: node.value, start: node.start }];
    case 'array':
      return node.items.flatMap(stringsIn);
    case 'object':
      return node.members.flatMap((it) => stringsIn(it.value));
    default:
      return [];
  }
}
