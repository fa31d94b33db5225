// Why an earlier result was not used, or what was saved if one was, in words.

import type { KeyField, Miss } from '../../contracts/run/reuse.ts';

const FIELDS: Readonly<Record<KeyField, string>> = {
  tag: 'the form of the key',
  engine: 'the version of Muster',
  template: 'the template',
  task: 'the task',
  settings: 'the settings',
  seats: 'the workers',
  skill: 'the words of the skill',
  definition: 'the definition of the agent',
  agent: 'the agent',
  ordinal: 'its number among equal seats',
  provider: 'the provider',
  version: 'the version of its program',
  program: 'the program that it starts',
  model: 'the model',
  flags: 'the arguments of its program',
  variables: 'its environment variables',
  configuration: 'the configuration of its user',
  tree: 'the files',
  from: 'the left end of the range',
  history: 'the history of the files',
  dismissals: 'the dismissals',
  inputs: 'what it is given',
  body: 'what it is asked',
};

/** `the files differ from r-k3f7qa.d3` */
export function missWords({ why, field, from }: Miss): string {
  switch (why) {
    case 'first':
      return 'nothing like it was done before';
    case 'differs':
      return `compared with ${from ?? 'the nearest'}, ${FIELDS[field ?? 'body']} changed`;
    case 'forced':
      return 'it was to be done again';
    case 'too-old':
      return `the result of ${from ?? 'an earlier one'} is more than 7 days old, and its model is whichever is the default`;
    case 'gone':
      return `the result of ${from ?? 'an earlier one'} is no longer there`;
    case 'flagged':
      return `something about the result of ${from ?? 'an earlier one'} is odd`;
    case 'unnamed':
      return 'two of the things that it is asked about cannot be told apart by their content';
    case 'busy':
      return `${from ?? 'another'} works on the same, and was not waited for any longer`;
  }
}
