// Every command by name, in the order of the help. Listing the commands does not load them.

import type { Command } from './command.ts';
import { REUSE } from './commands-reuse.ts';
import { LINEAGE_COMMANDS } from './lineage-commands.ts';

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
    says: 'review what changed since the default branch, or everything',
    load: async () => (await import('../commands/work/review.ts')).command,
  },
  'make': {
    group: 'Work',
    says: 'make an artifact from a prompt file',
    load: async () => (await import('../commands/work/make.ts')).command,
  },
  'hook': {
    group: 'Work',
    says: 'review each push or commit of a repository by a git hook',
    load: async () => (await import('../commands/work/hook.ts')).command,
  },
  'submit': {
    group: 'Work',
    says: 'submit a task and print the run id',
    load: async () => (await import('../commands/work/submit.ts')).command,
  },
  'rerun': {
    group: 'Work',
    says: 'run the same task again; one row per run',
    load: async () => (await import('../commands/work/rerun.ts')).command,
  },
  ...REUSE,
  'apply': {
    group: 'Work',
    says: 'put the proved work of a run on your branch',
    load: async () => (await import('../commands/take/apply.ts')).command,
  },
  'branch': {
    group: 'Work',
    says: 'make a branch with the proved work of a run',
    load: async () => (await import('../commands/take/branch.ts')).command,
  },
  'pr': {
    group: 'Work',
    says: 'push the proved work of a run and open a pull request',
    load: async () => (await import('../commands/take/pr.ts')).command,
  },
  'patch': {
    group: 'Work',
    says: 'write the proved work of a run as mail for git am',
    load: async () => (await import('../commands/take/patch.ts')).command,
  },
  'tail': { group: 'Look', says: 'follow PROGRESS lines', load: async () => (await import('../commands/read/tail.ts')).command },
  'wait': {
    group: 'Look',
    says: 'wait until a run has ended, or needs a person',
    load: async () => (await import('../commands/read/wait.ts')).command,
  },
  'runs': { group: 'Look', says: 'list runs, newest first', load: async () => (await import('../commands/read/runs.ts')).command },
  'ls': {
    group: 'Look',
    says: 'list runs; the same as `runs`',
    load: async () => (await import('../commands/read/ls.ts')).command,
  },
  'history': {
    group: 'Look',
    says: 'all runs of one task, with the outcome of each',
    load: async () => (await import('../commands/read/history.ts')).command,
  },
  'show': {
    group: 'Look',
    says: 'the state of a run or of one dispatch',
    load: async () => (await import('../commands/read/show.ts')).command,
  },
  'report': { group: 'Look', says: 'the report of a run', load: async () => (await import('../commands/read/report.ts')).command },
  'open': {
    group: 'Look',
    says: 'open the report of a run in a browser',
    load: async () => (await import('../commands/read/open.ts')).command,
  },
  'ui': {
    group: 'Look',
    says: 'open a page in your browser: runs, findings, plans, approvals',
    load: async () => (await import('../commands/home/ui.ts')).command,
  },
  'findings': {
    group: 'Look',
    says: 'the findings of a run, most severe first',
    load: async () => (await import('../commands/read/findings.ts')).command,
  },
  'explain': {
    group: 'Look',
    says: 'one finding: who said what, and why; or one worker: its state and what happens next',
    load: async () => (await import('../commands/read/explain.ts')).command,
  },
  'logs': {
    group: 'Look',
    says: 'what a worker printed',
    load: async () => (await import('../commands/read/logs.ts')).command,
  },
  'attach': {
    group: 'Look',
    says: 'watch a worker’s terminal live',
    load: async () => (await import('../commands/read/attach.ts')).command,
  },
  'journal': { group: 'Look', says: 'all events of a run', load: async () => (await import('../commands/read/journal.ts')).command },
  'verify': {
    group: 'Look',
    says: 'check the files of a run against its journal',
    load: async () => (await import('../commands/read/verify.ts')).command,
  },
  'approvals': {
    group: 'Steer',
    says: 'approvals that runs wait for',
    load: async () => (await import('../commands/steer/approvals.ts')).command,
  },
  'approve': {
    group: 'Steer',
    says: 'approve what a run asks',
    load: async () => (await import('../commands/steer/approve.ts')).command,
  },
  'reject': { group: 'Steer', says: 'reject what a run asks', load: async () => (await import('../commands/steer/reject.ts')).command },
  'request-changes': {
    group: 'Steer',
    says: 'send the work back, with your comment',
    load: async () => (await import('../commands/steer/request-changes.ts')).command,
  },
  'policy': {
    group: 'Steer',
    says: 'decide about a stage of a plan: retry, skip, another agent …',
    load: async () => (await import('../commands/steer/policy.ts')).command,
  },
  'pause': { group: 'Steer', says: 'start no new work in a run', load: async () => (await import('../commands/steer/pause.ts')).command },
  'resume': { group: 'Steer', says: 'continue a paused run', load: async () => (await import('../commands/steer/resume.ts')).command },
  'abort': { group: 'Steer', says: 'end a run and its workers', load: async () => (await import('../commands/steer/abort.ts')).command },
  'dismiss': {
    group: 'Steer',
    says: 'mark a finding as no problem here; later runs skip it',
    load: async () => (await import('../commands/steer/dismiss.ts')).command,
  },
  'note': {
    group: 'Steer',
    says: 'add a note to a run and its report',
    load: async () => (await import('../commands/steer/note.ts')).command,
  },
  'trust': {
    group: 'Steer',
    says: 'trust a project’s own agents, task types and settings as they are now',
    load: async () => (await import('../commands/home/trust.ts')).command,
  },
  'allow': {
    group: 'Steer',
    says: 'allow a provider to receive the code of a project',
    load: async () => (await import('../commands/home/allow.ts')).command,
  },
  'up': {
    group: 'Daemon',
    says: 'start the daemon and keep it running',
    load: async () => (await import('../commands/home/up.ts')).command,
  },
  'down': {
    group: 'Daemon',
    says: 'stop the daemon; workers keep running',
    load: async () => (await import('../commands/home/down.ts')).command,
  },
  'status': {
    group: 'Daemon',
    says: 'whether a daemon runs, and what it is doing',
    load: async () => (await import('../commands/home/status.ts')).command,
  },
  'service': {
    group: 'Daemon',
    says: 'have the system start the daemon when you log in',
    load: async () => (await import('../commands/machine/service.ts')).command,
  },
  'doctor': {
    group: 'Daemon',
    says: 'check everything Muster depends on',
    load: async () => (await import('../commands/home/doctor.ts')).command,
  },
  ...LINEAGE_COMMANDS,
  'stats': {
    group: 'Look',
    says: 'how runs ended, how long agents took, what it cost',
    load: async () => (await import('../commands/read/stats.ts')).command,
  },
  'mcp': {
    group: 'Daemon',
    says: 'an MCP server for agents that start and follow runs',
    load: async () => (await import('../commands/home/mcp.ts')).command,
  },
  'remote': {
    group: 'Daemon',
    says: 'other machines that you use by ssh, with `--on`',
    load: async () => (await import('../commands/machine/remote.ts')).command,
  },
  'host': {
    group: 'Daemon',
    says: 'offer seats of this machine to a fleet',
    load: async () => (await import('../commands/machine/host.ts')).command,
  },
  'prune': {
    group: 'Daemon',
    says: 'delete files of old runs',
    load: async () => (await import('../commands/home/prune.ts')).command,
  },
  'import': {
    group: 'Daemon',
    says: 'restore the history of runs from their folders',
    load: async () => (await import('../commands/home/import.ts')).command,
  },
  'carries': {
    group: 'Daemon',
    says: 'add missing lines to consumers.jsonl from carries',
    load: async () => (await import('../commands/home/carries.ts')).command,
  },
  'demo': {
    group: 'Learn',
    says: 'see a whole run in a few seconds',
    load: async () => (await import('../commands/work/demo.ts')).command,
  },
  'setup': {
    group: 'Daemon',
    says: 'set up Muster on this machine: agents, service, completion, notifications',
    load: async () => (await import('../commands/machine/setup.ts')).command,
  },
  'uninstall': {
    group: 'Daemon',
    says: 'undo what setup wrote on this machine',
    load: async () => (await import('../commands/machine/uninstall.ts')).command,
  },
  'init': {
    group: 'Steer',
    says: 'set up Muster in this project: settings, an inbox, agents',
    load: async () => (await import('../commands/home/init.ts')).command,
  },
  'config': {
    group: 'Steer',
    says: 'show or change settings, and where each comes from',
    load: async () => (await import('../commands/home/config.ts')).command,
  },
  'agents': {
    group: 'Learn',
    says: 'the agents that can work here',
    load: async () => (await import('../commands/home/agents.ts')).command,
  },
  'schema': {
    group: 'Learn',
    says: 'the JSON Schema of a task, a result, a report …',
    load: async () => (await import('../commands/worker/schema.ts')).command,
  },
  'completion': {
    group: 'Learn',
    says: 'let Tab complete commands, runs and approvals in your shell',
    load: async () => (await import('../commands/machine/completion.ts')).command,
  },
  'version': {
    group: 'Learn',
    says: 'the versions of Muster and Node, and where they are',
    load: async () => (await import('../commands/machine/version.ts')).command,
  },
  'beat': { group: 'For workers', says: 'say what you are doing', load: async () => (await import('../commands/worker/beat.ts')).command },
  'acp': {
    group: 'For workers',
    says: 'work through a program that speaks ACP',
    load: async () => (await import('../commands/worker/acp.ts')).command,
  },
  'check-result': {
    group: 'For workers',
    says: 'check a result file before handing it in',
    load: async () => (await import('../commands/worker/check-result.ts')).command,
  },
  'failpoints': {
    group: 'hidden',
    says: 'the places where a test can kill Muster',
    load: async () => (await import('../commands/worker/failpoints.ts')).command,
  },
};
