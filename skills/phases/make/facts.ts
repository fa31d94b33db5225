// What is reported about each prompt run: the same in its manifest, in report.json and on screens.

import type { PromptRun } from '../../../contracts/make/prompt-run.ts';
import { documentText } from '../documents.ts';
import type { MakeState, Making } from './memory.ts';

export const factsOf = (own: MakeState): { promptRuns: PromptRun[] } | undefined =>
  own.makings.length === 0 ? undefined : { promptRuns: own.makings.map((it) => promptRunOf(own, it)) };

export const manifests = (own: MakeState): { what: string; name: string; text: string }[] =>
  own.makings.map((it) => ({ what: `prompt run ${it.id}`, name: `${it.id}.json`, text: documentText(promptRunOf(own, it)) }));

function promptRunOf(own: MakeState, it: Making): PromptRun {
  const { source, compiled, reused } = it;
  return {
    schema: 'prompt-run@1',
    id: it.id,
    prompt: it.call.prompt,
    params: it.params ?? it.call.params,
    state: it.state,
    stage: it.stage,
    endedIn: it.endedIn,
    reason: it.reason,
    parent: it.parent,
    children: own.makings.filter((one) => one.parent === it.id).map((one) => one.id),
    depth: it.depth,
    source: source && { from: source.from, path: source.path, digest: source.digest },
    inputs: it.inputs,
    compiled: compiled && { digest: compiled.text, bytes: compiled.bytes, key: compiled.key },
    dispatches: it.asked.map(({ dispatch, seat, round }) => ({ dispatch, seat, round })),
    drafts: it.drafts,
    stop: it.stop,
    artifact: it.artifact ?? reused?.artifact ?? null,
    reused: reused && { run: reused.run, making: reused.making, saved: reused.saved },
  };
}
