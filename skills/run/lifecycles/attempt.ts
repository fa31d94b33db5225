// The lifecycle of an attempt: one session that works on a dispatch.

import { lifecycle } from './lifecycle.ts';

export const ATTEMPT = lifecycle({
  name: 'attempt',
  about: 'One session that works on a dispatch.',
  states: {
    starting: 'The session host is asked for the session.',
    running: 'The worker is at work, or has answered and not left yet.',
    suspect: 'The worker has been quiet for too long and is watched more closely.',
    ending: 'The session is being ended.',
    ended: 'The session is gone.',
  },
  rows: [
    { from: 'nothing', event: 'attempt.starting', to: 'starting', says: 'A session is to be started.' },
    { from: 'starting', event: 'attempt.started', to: 'running', says: 'The worker is at work.' },
    {
      from: ['starting', 'running', 'suspect'],
      event: 'attempt.waits',
      to: 'same',
      says: 'A full host, or output of its host that cannot be stored here, holds it up; or no longer does.',
    },
    { from: 'running', event: 'attempt.suspected', to: 'suspect', says: 'It has been quiet for too long.' },
    { from: 'suspect', event: 'attempt.recovered', to: 'running', says: 'It shows a sign of life.' },
    { from: ['running', 'suspect'], event: 'attempt.overdue', to: 'same', says: 'Its soft deadline has passed.' },
    {
      from: ['starting', 'running', 'suspect'],
      event: 'attempt.ending',
      to: 'ending',
      says: 'It is done, has failed, could not be started, or is no longer needed.',
    },
    {
      from: ['running', 'suspect', 'ending'],
      event: 'result.accepted',
      to: 'running',
      says: 'Its result was found; an ending that was under way is decided again.',
    },
    { from: 'ended', event: 'result.accepted', to: 'same', says: 'Its result came late, or was found when the next attempt was to start.' },
    { from: ['running', 'ending'], event: 'attempt.ended', to: 'ended', says: 'The session is gone, and was checked one last time.' },
    { from: 'starting', event: 'attempt.ended', to: 'ended', says: 'It was not needed: the attempt before it had left a valid result.' },
  ],
});
