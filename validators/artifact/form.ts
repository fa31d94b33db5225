// Whether a text has the form required for its kind of artifact, and matches a JSON Schema. Pure: returns undefined, or the fault.

import { parseDocument } from 'yaml';
import { cut } from '../../contracts/cut.ts';
import type { ArtifactKind } from '../../contracts/make/prompt.ts';
import * as z from '../../contracts/schema.ts';
import { pathText } from '../result/describe-errors.ts';

const MOST_FAULTS = 5;

export function formFault(kind: ArtifactKind, text: string): string | undefined {
  if (kind !== 'json' && kind !== 'yaml') return undefined;
  const read = readAs(kind, text);
  return 'fault' in read ? read.fault : undefined;
}

export function schemaFault(kind: ArtifactKind, text: string, schema: Record<string, unknown>): string | undefined {
  const read = readAs(kind, text);
  if ('fault' in read) return read.fault;
  let known: z.ZodType;
  try {
    known = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    return `the schema of the check cannot be used: ${cut(error instanceof Error ? error.message : String(error), 300)}`;
  }
  const checked = known.safeParse(read.value);
  if (checked.success) return undefined;
  const { issues } = checked.error;
  const told = issues.slice(0, MOST_FAULTS).map((it) => `${pathText(it.path) || 'the whole'}: ${cut(it.message, 200)}`);
  return [...told, ...(issues.length > MOST_FAULTS ? [`and ${issues.length - MOST_FAULTS} more`] : [])].join('; ');
}

function readAs(kind: ArtifactKind, text: string): { value: unknown } | { fault: string } {
  try {
    if (kind === 'json') return { value: JSON.parse(text) };
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
    const [first] = document.errors;
    return first ? { fault: `is no YAML: ${cut(first.message, 200)}` } : { value: document.toJS({ maxAliasCount: 20 }) };
  } catch (error) {
    return { fault: `is no ${kind === 'json' ? 'JSON' : 'YAML'}: ${cut(error instanceof Error ? error.message : String(error), 200)}` };
  }
}
