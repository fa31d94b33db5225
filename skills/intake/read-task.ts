// Parses a task file: Markdown with front matter, YAML, or JSON. Pure: text in; out come the task's front matter and brief, or all
// errors with their positions.

import * as z from '../../contracts/schema.ts';
import { TaskFront } from '../../contracts/task/task.ts';
import { checkYaml, type Fault, NO_LINE } from '../../runtime/text/checked-yaml.ts';
import { splitFrontMatter } from '../../runtime/text/front-matter.ts';
import { TASK_ENDINGS } from './task-endings.ts';

export type TaskReading = { kind: 'task'; front: TaskFront; brief: string } | { kind: 'faults'; faults: Fault[] };

/** A brief is words, not a data set. */
const BRIEF_CAP = 262_144;

/** In YAML and JSON the brief is a key like the others. */
const WholeTask = TaskFront.extend({ brief: z.string().max(BRIEF_CAP).optional() });

export function readTask(text: string, name: string): TaskReading {
  const nul = text.indexOf('\0');
  if (nul >= 0) return fault(text.slice(0, nul).split('\n').length, 'there is a NUL character here: save the task as plain UTF-8 text');
  const ending = TASK_ENDINGS.find((it) => name.toLowerCase().endsWith(it));
  switch (ending) {
    case '.md':
      return readMarkdown(text);
    case '.yaml':
    case '.yml':
    case '.json':
      return readDocument(text);
    case undefined:
      return fault(NO_LINE, `\`${name}\` is not a task file: its name must end in ${TASK_ENDINGS.join(', ')}`);
  }
}

function readMarkdown(text: string): TaskReading {
  const parts = splitFrontMatter(text);
  switch (parts.kind) {
    case 'unclosed':
      return fault(parts.line, 'the front matter starts with --- but does not end with ---');
    case 'none':
      return checked({}, parts.body.trim());
    case 'split': {
      const front = checkYaml(parts.front, TaskFront, parts.frontLine);
      return front.kind === 'wrong' ? { kind: 'faults', faults: front.faults } : checked(front.value, parts.body);
    }
  }
}

function readDocument(text: string): TaskReading {
  const document = checkYaml(text, WholeTask);
  if (document.kind === 'wrong') return { kind: 'faults', faults: document.faults };
  const { brief = '', ...front } = document.value;
  return checked(front, brief);
}

/** Checks that involve several keys. */
function checked(front: TaskFront, brief: string): TaskReading {
  if (brief.length > BRIEF_CAP) return fault(1, `the brief has ${brief.length} characters; the limit is ${BRIEF_CAP}`);
  if (front.base !== undefined && front.range !== undefined)
    return fault(1, '`base` and `range` cannot be combined: a range includes its base');
  if (brief.trim() === '' && front.title === undefined && front.objective === undefined && Object.keys(front).length === 0)
    return fault(1, 'the file is empty: say what to review, or give at least a `type`');
  return { kind: 'task', front, brief: brief.trim() };
}

const fault = (line: number, message: string): TaskReading => ({ kind: 'faults', faults: [{ line, column: 1, message }] });
