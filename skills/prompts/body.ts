// The body of a prompt: the skill's instructions, the brief, the inputs, what to write, and when to stop. It contains no data of
// the run, so equal work has an equal body; only the body is hashed.

import { asData, fenced } from './fence.ts';

/** `whole`: never shortened. */
type Piece = { title: string; text: string; whole?: true };

export type Body = {
  /** The text of the skill's SKILL.md. */
  skill: string;
  /** The agent's standing instructions. */
  instructions: string;
  brief: string;
  objective: string | undefined;
  directive: string | undefined;
  scope: readonly string[];
  language: string;
  /** The inputs as data, for workers that are programs; a model may read it too. */
  inputs: unknown;
  /** What a person answered or requested after the worker had started. */
  fromPerson?: readonly Piece[];
  /** Texts to be judged, each in its own fence. */
  material: readonly Piece[];
  output: { schema: string; example: string };
};

export function bodyText(it: Body): string {
  const parts = [
    it.skill.trim(),
    it.instructions.trim() === '' ? '' : `# Your part\n\n${it.instructions.trim()}`,
    it.brief.trim() === '' ? '' : `# The brief\n\n${asData('The text of the person who asks', it.brief.trim())}`,
    it.objective ? `**Objective:** ${oneLine(it.objective)}` : '',
    it.directive ? `**Directive:** ${oneLine(it.directive)}` : '',
    it.scope.length > 0 ? `**Scope:** ${it.scope.map((glob) => `\`${oneLine(glob)}\``).join(' ')}` : '',
    it.language === 'en' ? '' : `Write all prose in the language \`${it.language}\`; keep the keys and keywords of the format in English.`,
    ...(it.fromPerson ?? []).map(
      ({ title, text, whole }) =>
        `# ${title}\n\nWritten by the person who asks; follow it where it is about your work:\n\n${fenced(text.trim(), '', longest(whole))}`,
    ),
    ...it.material.map(({ title, text, whole }) => `# ${title}\n\n${asData('The text', text, '', longest(whole))}`),
    `# Inputs for programs\n\n${fenced(JSON.stringify(it.inputs, null, 1), 'json muster-inputs', Number.POSITIVE_INFINITY)}`,
    outputContract(it.output),
    STOP_RULE,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function outputContract({ schema, example }: Body['output']): string {
  return [
    '# What to write',
    'One JSON object. `dispatch` and `nonce` are the ones in the lines at the top of this prompt; leave out keys for which you have nothing.',
    `Its schema:\n\n${fenced(schema, 'json', Number.POSITIVE_INFINITY)}`,
    `An example:\n\n${fenced(example, 'json')}`,
  ].join('\n\n');
}

const STOP_RULE = `# How to finish

Write only in the folder of the result path. Write the JSON to a file beside the result path,
test it with \`muster check-result <file>\` if you can, rename it to the result path, and stop. Nothing after
that is read. While you work, run \`muster beat "<what you are doing>"\` about once a minute if you can, or
append a line \`- PROGRESS: <what you are doing> <time as 2026-01-31T12:00:00Z>\` to the heartbeat path. If
a tool fails you, append a line of JSON \`{"ts", "type": "tool-failure", "tool", "message"}\` to the errors path.
If you cannot go on without an answer from a person, write a result with \`status\` \`blocked\` and your \`question\`.`;

const longest = (whole: true | undefined): number | undefined => (whole ? Number.POSITIVE_INFINITY : undefined);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
