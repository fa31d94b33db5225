// `muster agents check`: gives one agent one small task, in the same way as a real worker, in an empty
// folder of the home. The outcome is remembered for the version of its program.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenAs, meantAs } from '../../../agents/roster.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { privateFolder, writeDurably } from '../../../runtime/files.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { type Check, CONFORMANCE } from '../../lead/house/conformance.ts';
import { foldHouse } from '../../process/fold.ts';
import { daemonFor, giveOrder } from '../daemon/ask-daemon.ts';
import { submitTask } from '../daemon/submit-task.ts';
import { liveBlock } from '../follow/block/live-block.ts';
import { silentDisplay } from '../follow/displays.ts';
import { followRun } from '../follow/follow-run.ts';
import { onSignals } from '../follow/signals.ts';
import { type AgentLine, findAgents } from '../named/find-agents.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

const README = `\`muster agents check\` shows this folder to an agent to see whether the agent works here.
There is nothing in it to find.
`;
const BRIEF = `This is a check of whether your program works here; there is nothing to review.
Read README.md if you like. Raise no findings. Write the result described below, with an empty list of
findings and the summary "works", and stop.
`;
/** How long to wait until the outcome is recorded. */
const REMEMBERED_WITHIN = 15_000;

export type Outcome = { check: Check } | { run: string; message: string } | { left: number; run: string };

export async function checkAgent(name: string, json: boolean, context: Context): Promise<Outcome> {
  const agent = await agentNamed(name, context);
  if (agent.source === 'project')
    throw new MusterError('usage', `${name} belongs to a project and works only there`, 'Use it in a run of its project.');
  if (!agent.roles.includes('analyser'))
    throw new MusterError(
      'usage',
      `${name} does not have the role \`analyser\`, and only analysers can be checked`,
      'Add the role `analyser` to its definition.',
    );
  const project = join(context.home.root, 'probe');
  await privateFolder(context.home.root);
  await privateFolder(project);
  await writeDurably(join(project, 'README.md'), README);
  // Asking for a check means consenting to send exactly this.
  if (agent.sendsCode) await giveOrder(context, { kind: 'allow', project, providers: [agent.provider] });

  const front = { title: `Check of ${name}`, project, type: CONFORMANCE, agents: [name] };
  const daemon = await daemonFor(context);
  const leave = onSignals(context);
  try {
    const text = `---\n${Object.entries(front)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join('')}---\n${BRIEF}`;
    const { run } = await submitTask({ text, name: 'check.md' }, 'agents check', daemon, context);
    const display = context.live && !json ? liveBlock(context) : silentDisplay(context);
    const followed = await followRun(run, { first: daemon, display, leave: leave.signal, waits: true }, context);
    if (followed.kind !== 'ended') {
      context.tell(`muster: the check is still running: muster show ${run}`);
      return { left: leave.code(), run };
    }
    const check = followed.view.dispatches.length === 0 ? undefined : await remembered(name, run, context);
    return check ? { check } : { run, message: followed.view.message || 'no worker was started' };
  } finally {
    daemon.close();
    leave.forget();
  }
}

export async function agentNamed(name: string, context: Context): Promise<AgentLine> {
  const { agents, roster } = await findAgents(context);
  const found = agents.find((it) => it.name === name);
  if (found) return found;
  const broken = brokenAs(name, roster);
  if (broken) throw broken;
  const meant = meantAs(name, roster);
  const right = meant === undefined ? nearest(name, [...roster.keys()]) : undefined;
  throw new MusterError(
    'agent-unknown',
    `unknown agent \`${name}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `${meant === undefined ? '' : `${meant}. `}\`muster agents\` lists them.`,
  );
}

async function remembered(name: string, run: string, context: Context): Promise<Check | undefined> {
  const until = performance.now() + REMEMBERED_WITHIN;
  for (;;) {
    await using records = await openRecords(context);
    const checks = records ? (await foldHouse(records.ledger)).checks[name] : undefined;
    const mine = checks?.find((it) => it.run === run);
    if (mine || performance.now() > until) return mine;
    await sleep(100);
  }
}
