// muster explain <finding|worker>: why a finding or a worker is in its state.

import { MusterError } from '../../../../contracts/errors.ts';
import { ACTIONABLE, needsPerson } from '../../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { worstFirst } from '../../../../skills/wording/states.ts';
import { codeAround } from '../../acts/code-around.ts';
import { containingRun } from '../../named/containing-run.ts';
import { isLatest, readName } from '../../named/names.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { explainFinding, findDossier } from '../../screens/explain-finding.ts';
import { explainWorkerScreen } from '../../screens/explain-worker.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['explain [<run>.F-001 | F-001 | f-7c2e1a]  [--json]', 'explain <worker>  [--json]'],
  about: [
    'A finding: who raised it and how, what the evidence is and whether it was found, who said what about it and why.',
    'A worker, by its seat (claude@opus) or its dispatch (d3): its state, its signs of life, and what the daemon does next.',
    'A name without a run means the newest run of this project that has it; the answer says which.',
    'Without a name: the most severe finding of the newest run of this project.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'finding|worker' },
  options: JSON_OPTION,
  examples: [
    ['muster explain', 'the most severe finding of the newest run of this project'],
    ['muster explain F-001', 'the first finding of the newest run of this project that has one'],
    ['muster explain r-k3f.F-002', 'a finding of a given run'],
    ['muster explain f-7c2e1a', 'by its fingerprint, which is the same in every run'],
    ['muster explain claude', 'why that worker is in its current state'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const name = readName(wanted ?? 'latest');
    if (wanted === undefined || isLatest(wanted))
      return explained(worstOf(await records.view(await runMeant(wanted, records, context))), given, context);
    if (name.kind !== 'finding') {
      const { explanationOf } = await import('../../acts/explain-worker.ts');
      const explanation = await explanationOf(wanted ?? '', records, context);
      await context.print(
        given.has('json') ? `${JSON.stringify(explanation, null, 1)}\n` : explainWorkerScreen(explanation, context.screen),
      );
      return EXIT.done;
    }
    const { view, chosen } = await containingRun(name, { records, project: await projectFolder('.', context.cwd) });
    if (chosen && !given.has('json'))
      context.tell(`muster: ${findDossier(view, name.local).finding.id} of ${view.id}, the newest run of this project that has it`);
    return explained({ view, name: name.local }, given, context);
  },
};

type Meant = { view: RunView; name: string };

async function explained({ view, name }: Meant, given: Arguments, context: Context): Promise<number> {
  const dossier = findDossier(view, name);
  const { finding, raised, said } = dossier;
  const code = await codeAround(view, dossier, context);
  await context.print(
    given.has('json')
      ? `${JSON.stringify({ run: view.id, finding, raised, words: said.map((it) => it.word), code: code ?? null }, null, 1)}\n`
      : explainFinding(view, name, context.screen, code),
  );
  return EXIT.done;
}

/** Findings to act on come before disputed ones, and both before the rest. */
function worstOf(view: RunView): Meant {
  const counted = view.findings.filter((it) => it.state !== 'merged');
  const groups = [counted.filter((it) => ACTIONABLE.has(it.state)), counted.filter(needsPerson), counted];
  const [worst] = groups.find((it) => it.length > 0)?.toSorted(worstFirst) ?? [];
  if (worst) return { view, name: worst.id };
  throw new MusterError('finding-unknown', `${view.id} has no finding`, `\`muster report ${view.id}\` says what was looked at.`);
}
