// The lifecycle of a stage of a plan that is carried out.

import { lifecycle } from '../../run/lifecycles/lifecycle.ts';

export const STAGE = lifecycle({
  name: 'stage',
  about: 'A part of an approved plan that is carried out and proved by itself.',
  states: {
    pending: 'It waits for the stages that it depends on, or for an executor.',
    claimed: 'An executor has it, and its workplace is made.',
    working: 'The executor works on it.',
    proposed: 'The executor says that it is done, and the program commits what it finds.',
    verifying: 'Its validators are run.',
    verified: 'It is proved. Nothing changes that any more.',
    accepted: 'A person took it as it is: it counts as done, and not as proved.',
    unproved: 'Nothing disproves it, and nothing proves it, or a person has to look at it.',
    rejected: 'What was proposed does not hold.',
    unavailable: 'It could not be tried, or not be proved, for a reason outside of it.',
    interrupted: 'The run ended first.',
    unreachable: 'A stage that it depends on will never be done.',
    skipped: 'The task does not ask for it.',
  },
  rows: [
    { from: 'nothing', event: 'stages.planned', to: 'pending', says: 'The approved plan is opened.' },
    { from: 'nothing', event: 'stages.planned', to: 'skipped', says: 'The approved plan is opened, and the task does not ask for it.' },
    { from: 'pending', event: 'stage.claimed', to: 'claimed', says: 'What it depends on is done, and an executor is free.' },
    { from: 'pending', event: 'stage.unreachable', to: 'unreachable', says: 'What it depends on will never be done.' },
    { from: 'claimed', event: 'stage.prepared', to: 'working', says: 'Its workplace is there, and the executor is asked.' },
    { from: 'working', event: 'stage.proposed', to: 'proposed', says: 'The executor has written its proposal.' },
    { from: 'proposed', event: 'stage.sealed', to: 'verifying', says: 'The work is a commit of the program.' },
    {
      from: 'verifying',
      event: 'stage.proved',
      to: 'same',
      says: 'The validators were run, on the base, on the tests alone and on the head.',
    },
    {
      from: 'verifying',
      event: 'stage.settled',
      to: 'verified',
      says: 'Every validator holds, and one proves it, or the plan asks for no test.',
    },
    {
      from: 'verifying',
      event: 'stage.settled',
      to: 'unproved',
      says: 'Every validator holds, and none proves it, or a person has to look at it.',
    },
    { from: ['working', 'verifying'], event: 'stage.settled', to: 'rejected', says: 'There is no proposal, or a validator does not hold.' },
    {
      from: ['claimed', 'proposed', 'verifying'],
      event: 'stage.settled',
      to: 'unavailable',
      says: 'Its place could not be made, or a command could not be run.',
    },
    { from: ['claimed', 'working', 'proposed', 'verifying'], event: 'stage.settled', to: 'interrupted', says: 'The run ends.' },
    {
      from: ['rejected', 'unproved', 'unavailable'],
      event: 'stage.claimed',
      to: 'claimed',
      says: 'It is tried again, with every reason so far.',
    },
    { from: 'unproved', event: 'stage.accepted', to: 'accepted', says: 'A person takes it as it is.' },
    { from: ['rejected', 'unproved', 'unavailable'], event: 'stage.left', to: 'same', says: 'It is not tried again.' },
  ],
});
