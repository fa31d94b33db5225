// Reads YAML into the same structure as JSON, every key and value with its position. The library is loaded with the first YAML
// file, because many repositories have none.

import type { Node, Pair } from 'yaml';
import type { JsonMember, JsonNode } from './json.ts';

export async function readYaml(text: string): Promise<JsonNode | undefined> {
  const { parseAllDocuments, isAlias, isMap, isScalar, isSeq } = await import('yaml');
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', keepSourceTokens: false });
  const document = documents[0];
  if (!document || !('contents' in document) || document.errors.length > 0) return undefined;
  return convert(document.contents as Node | null, 0);

  function convert(node: Node | null, depth: number): JsonNode {
    const [start = 0, end = start] = node?.range ?? [];
    if (depth > 100) return { kind: 'other', value: null, start, end };
    if (isAlias(node)) {
      const target = document && 'contents' in document ? node.resolve(document) : undefined;
      return target ? { ...convert(target, depth + 1), start, end } : { kind: 'other', value: null, start, end };
    }
    if (isMap(node)) {
      const members: JsonMember[] = (node.items as Pair<Node, Node | null>[]).map((pair) => ({
        key: isScalar(pair.key) ? String(pair.key.value) : '',
        keyStart: pair.key?.range?.[0] ?? start,
        value: convert(pair.value, depth + 1),
      }));
      return { kind: 'object', members, start, end };
    }
    if (isSeq(node)) return { kind: 'array', items: (node.items as Node[]).map((item) => convert(item, depth + 1)), start, end };
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value === 'string') return { kind: 'string', value, start, end };
    return { kind: 'other', value: typeof value === 'number' || typeof value === 'boolean' ? value : null, start, end };
  }
}
