// The lifecycle of a prompt run.

import { lifecycle } from '../../run/lifecycles/lifecycle.ts';

export const MAKING = lifecycle({
  name: 'prompt run',
  about: 'One prompt with its parameters, made once in a run. Prompts that it generates are prompt runs of their own.',
  states: {
    pending: 'It is planned and not begun.',
    running: 'It is read (analysis), its macros are resolved (compilation), or its text is written and checked (processing).',
    success: 'Its artifact is made and kept, and every check holds.',
    failed: 'There is no artifact; the reason says at which stage it ended.',
    skipped: 'An earlier run made the same from the same inputs, and that is still valid.',
  },
  rows: [
    { from: 'nothing', event: 'making.planned', to: 'pending', says: 'The task names it, or another prompt generates it.' },
    { from: 'pending', event: 'making.begun', to: 'running', says: 'Its file is read.' },
    { from: 'running', event: 'making.analysed', to: 'same', says: 'Its file is read, and its macros are found.' },
    { from: 'running', event: 'making.compiled', to: 'same', says: 'Every macro has its text.' },
    {
      from: 'running',
      event: 'making.asked',
      to: 'same',
      says: 'A worker is asked to write it, or to write it again and fix the failed checks.',
    },
    { from: 'running', event: 'making.checked', to: 'same', says: 'What was written has been checked.' },
    { from: 'running', event: 'artifact.made', to: 'same', says: 'The artifact is kept.' },
    { from: 'running', event: 'making.ended', to: 'success', says: 'It is done.' },
    { from: 'running', event: 'making.ended', to: 'skipped', says: 'The same was made before.' },
    { from: ['pending', 'running'], event: 'making.ended', to: 'failed', says: 'It cannot be made, or the run ends first.' },
  ],
});
