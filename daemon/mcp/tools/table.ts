// Every tool of `muster mcp`, in the order in which a client lists them.

import type { Tool } from '../tool.ts';
import { active } from './active.ts';
import { propose, startStage } from './carry-out.ts';
import { create } from './create.ts';
import { events } from './events.ts';
import { explain, findings } from './findings.ts';
import { note } from './note.ts';
import { policy } from './policy.ts';
import { read } from './read.ts';
import { cancel, resume } from './steer.ts';
import { submit } from './submit.ts';
import { ask, beat, checkResult, submitResult } from './worker.ts';

export const TOOLS: readonly Tool[] = [
  submit,
  create,
  events,
  read,
  findings,
  explain,
  active,
  startStage,
  propose,
  policy,
  note,
  resume,
  cancel,
  beat,
  checkResult,
  submitResult,
  ask,
];
