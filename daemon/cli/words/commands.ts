// Every command by name, in the order in which help shows them. What a command does is in its own
// file; nothing of it is loaded to list it.

import type { Command } from './command.ts';

export type Entry = { says: string; group: Group; load(): Promise<Command> };

export const GROUPS = ['Work', 'Look', 'Steer', 'Daemon', 'Learn', 'For workers', 'hidden'] as const;
export type Group = (typeof GROUPS)[number];

export const COMMANDS: Readonly<Record<string, Entry>> = {
  'run': {
    group: 'Work',
    says: 'submit a task and follow it to its end',
    load: async () => (await import('../commands/work/run.ts')).command,
  },
  'review': {
    group: 'Work',
    says: 'look at what changed since the default branch, or at everything',
    load: async () => (await import('../commands/work/review.ts')).command,
  },
  'submit': {
    group: 'Work',
    says: 'submit a task and print the run id',
    load: async () => (await import('../commands/work/submit.ts')).command,
  },
  'rerun': {
    group: 'Work',
    says: 'the same inputs again, one row for each run',
    load: async () => (await import('../commands/work/rerun.ts')).command,
  },
  'tail': { group: 'Look', says: 'follow PROGRESS lines', load: async () => (await import('../commands/read/tail.ts')).command },
  'runs': { group: 'Look', says: 'list runs, the newest first', load: async () => (await import('../commands/read/runs.ts')).command },
  'history': {
    group: 'Look',
    says: 'all runs of one task, and what each came to',
    load: async () => (await import('../commands/read/history.ts')).command,
  },
  'show': { group: 'Look', says: 'where a run or a dispatch stands', load: async () => (await import('../commands/read/show.ts')).command },
  'report': { group: 'Look', says: 'the report of a run', load: async () => (await import('../commands/read/report.ts')).command },
  'findings': {
    group: 'Look',
    says: 'what was found, the worst first',
    load: async () => (await import('../commands/read/findings.ts')).command,
  },
  'explain': {
    group: 'Look',
    says: 'one finding: who said what, and why; or one worker: how it stands, and what comes next',
    load: async () => (await import('../commands/read/explain.ts')).command,
  },
  'logs': {
    group: 'Look',
    says: 'what a worker printed',
    load: async () => (await import('../commands/read/logs.ts')).command,
  },
  'attach': {
    group: 'Look',
    says: 'a worker’s terminal, as it goes on',
    load: async () => (await import('../commands/read/attach.ts')).command,
  },
  'journal': { group: 'Look', says: 'every event of a run', load: async () => (await import('../commands/read/journal.ts')).command },
  'verify': {
    group: 'Look',
    says: 'does a run’s disk agree with its journal?',
    load: async () => (await import('../commands/read/verify.ts')).command,
  },
  'approvals': {
    group: 'Steer',
    says: 'what runs wait for a person to say',
    load: async () => (await import('../commands/steer/approvals.ts')).command,
  },
  'approve': {
    group: 'Steer',
    says: 'say yes to what a run asks',
    load: async () => (await import('../commands/steer/approve.ts')).command,
  },
  'reject': { group: 'Steer', says: 'say no', load: async () => (await import('../commands/steer/reject.ts')).command },
  'request-changes': {
    group: 'Steer',
    says: 'have it done again, with your words',
    load: async () => (await import('../commands/steer/request-changes.ts')).command,
  },
  'pause': { group: 'Steer', says: 'start nothing new in a run', load: async () => (await import('../commands/steer/pause.ts')).command },
  'resume': { group: 'Steer', says: 'go on with a paused run', load: async () => (await import('../commands/steer/resume.ts')).command },
  'abort': { group: 'Steer', says: 'end a run and its workers', load: async () => (await import('../commands/steer/abort.ts')).command },
  'dismiss': {
    group: 'Steer',
    says: 'say that a finding is no problem here; it is never asked again',
    load: async () => (await import('../commands/steer/dismiss.ts')).command,
  },
  'note': {
    group: 'Steer',
    says: 'add a note to a run and its report',
    load: async () => (await import('../commands/steer/note.ts')).command,
  },
  'trust': {
    group: 'Steer',
    says: 'let a project’s own agents, task types and settings count, as they are now',
    load: async () => (await import('../commands/home/trust.ts')).command,
  },
  'allow': {
    group: 'Steer',
    says: 'let a provider have the code of a project',
    load: async () => (await import('../commands/home/allow.ts')).command,
  },
  'up': { group: 'Daemon', says: 'start the daemon, to stay', load: async () => (await import('../commands/home/up.ts')).command },
  'down': { group: 'Daemon', says: 'stop the daemon; workers go on', load: async () => (await import('../commands/home/down.ts')).command },
  'status': {
    group: 'Daemon',
    says: 'whether a daemon runs, and what it does',
    load: async () => (await import('../commands/home/status.ts')).command,
  },
  'doctor': {
    group: 'Daemon',
    says: 'look over everything Muster stands on',
    load: async () => (await import('../commands/home/doctor.ts')).command,
  },
  'stats': {
    group: 'Look',
    says: 'how runs ended, how long agents took, what it cost',
    load: async () => (await import('../commands/read/stats.ts')).command,
  },
  'prune': {
    group: 'Daemon',
    says: 'let the files of the oldest runs go',
    load: async () => (await import('../commands/home/prune.ts')).command,
  },
  'import': {
    group: 'Daemon',
    says: 'restore history from run folders',
    load: async () => (await import('../commands/home/import.ts')).command,
  },
  'demo': { group: 'Learn', says: 'see a whole run in some seconds', load: async () => (await import('../commands/work/demo.ts')).command },
  'init': {
    group: 'Steer',
    says: 'make this project one that Muster knows: settings, an inbox, who takes part',
    load: async () => (await import('../commands/home/init.ts')).command,
  },
  'config': {
    group: 'Steer',
    says: 'the settings that count, and where each comes from; change one',
    load: async () => (await import('../commands/home/config.ts')).command,
  },
  'agents': { group: 'Learn', says: 'who can work', load: async () => (await import('../commands/home/agents.ts')).command },
  'schema': {
    group: 'Learn',
    says: 'the JSON Schema of a task, a result, a report …',
    load: async () => (await import('../commands/worker/schema.ts')).command,
  },
  'beat': { group: 'For workers', says: 'say what you are doing', load: async () => (await import('../commands/worker/beat.ts')).command },
  'acp': {
    group: 'For workers',
    says: 'work by a program that speaks ACP',
    load: async () => (await import('../commands/worker/acp.ts')).command,
  },
  'check-result': {
    group: 'For workers',
    says: 'test a result file before it is handed in',
    load: async () => (await import('../commands/worker/check-result.ts')).command,
  },
  'failpoints': {
    group: 'hidden',
    says: 'the places at which a test can let Muster die',
    load: async () => (await import('../commands/worker/failpoints.ts')).command,
  },
};
