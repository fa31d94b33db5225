// Parses an agent definition from its Markdown.

import { MusterError } from '../contracts/errors.ts';
import { type AgentDefinition, AgentFront } from '../contracts/task/agent.ts';
import { digestOf } from '../runtime/canonical.ts';
import { checkYaml, faultText } from '../runtime/text/checked-yaml.ts';
import { splitFrontMatter } from '../runtime/text/front-matter.ts';
import { preparsed } from '../runtime/text/preparsed-yaml.ts';

export function readDefinition(text: string, path: string, source: AgentDefinition['source']): AgentDefinition {
  if (text.includes('\0')) throw invalid(path, 'it contains a NUL character, which cannot be in a prompt or an argument');
  const parts = splitFrontMatter(text);
  if (parts.kind !== 'split') {
    throw invalid(path, parts.kind === 'unclosed' ? 'line 1: the front matter is not closed with ---' : 'line 1: there is no front matter');
  }
  const front = checkYaml(parts.front, AgentFront, parts.frontLine, source === 'built-in' ? preparsed(parts.front) : undefined);
  if (front.kind === 'wrong') throw invalid(path, front.faults.map(faultText).join('; '));
  const { provider } = front.value;
  if ((provider === 'command' || provider === 'sarif') && !front.value.argv)
    throw invalid(path, `provider \`${provider}\` needs \`argv\`, a list of the program and its arguments`);
  const { judges, categories } = front.value;
  if (judges === 'anything' && (provider === 'builtin' || provider === 'sarif'))
    throw invalid(path, `\`judges: anything\` cannot be said of provider \`${provider}\`: its rules find what they were written for`);
  if (judges === 'categories' && !categories) throw invalid(path, '`judges: categories` needs `categories`, a list of what it judges');
  return { ...front.value, instructions: parts.body, digest: digestOf(text), source, path };
}

function invalid(path: string, what: string): MusterError {
  return new MusterError('agent-invalid', `${path}: ${what}`, 'Fix the definition; docs/agents.md has examples.');
}
