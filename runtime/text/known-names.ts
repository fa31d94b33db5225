// The names that a schema allows at a place, to suggest a correction for a typo.

import * as z from '../../contracts/schema.ts';

type Node = {
  $ref?: string;
  $defs?: Record<string, Node>;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  const?: unknown;
};

/** `value` is the whole value as written: of a union, only the members that it could still match count. */
export function keysAt(schema: z.ZodType, path: readonly string[], value: unknown): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  let nodes = formsOf(root, value, root);
  let at: unknown = value;
  for (const step of path) {
    at = (at as Record<string, unknown> | null | undefined)?.[step];
    nodes = nodes.flatMap((node) => {
      const rest = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
      const inner = node.items ?? (node.properties && Object.hasOwn(node.properties, step) ? node.properties[step] : rest);
      return inner ? formsOf(inner, at, root) : [];
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Resolves references and unions, and drops members whose constant keys contradict the value. */
function formsOf(node: Node, value: unknown, root: Node): Node[] {
  const named = /^#\/\$defs\/(.+)$/.exec(node.$ref ?? '')?.[1];
  const meant = named === undefined ? node : root.$defs?.[named];
  if (!meant) return [];
  const choices = meant.anyOf ?? meant.oneOf;
  if (choices) return choices.flatMap((it) => formsOf(it, value, root));
  const written = value as Record<string, unknown> | null | undefined;
  const fits = Object.entries(meant.properties ?? {}).every(([key, it]) => it.const === undefined || written?.[key] === it.const);
  return fits ? [meant] : [];
}
