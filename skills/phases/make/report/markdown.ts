// Prompt runs in Markdown: the inputs, the result of each check, and where the artifact is.

import type { PromptRun } from '../../../../contracts/make/prompt-run.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { code, codeCell, table, title, titleCell } from '../../../report-writer/markdown/escape.ts';
import { markdownSection } from '../../presentation.ts';
import { checkLines, placeOf, promptRunsOf, promptSentence } from './sentences.ts';

export const promptsMarkdown = (run: RunView, say: Say): string =>
  markdownSection(
    say('Prompts'),
    promptRunsOf(run)
      .map((it) => promptPart(it, say))
      .join('\n\n'),
  );

function promptPart(it: PromptRun, say: Say): string {
  const place = placeOf(it);
  const rows = (it.inputs ?? []).map(({ macro, name, found }) => [
    codeCell(`${macro}:${name}`),
    titleCell(found ? (found.path ?? found.from) : say('not there')),
    found ? codeCell(found.digest.slice(0, 12)) : '',
  ]);
  return [
    `### ${title(it.prompt)}`,
    title(promptSentence(it, say)),
    ...(place === null ? [] : [code(place)]),
    ...(rows.length === 0 ? [] : [table([say('Input'), say('Found at'), say('Digest')], rows)]),
    ...(checkLines(it).length === 0
      ? []
      : [
          checkLines(it)
            .map((line) => `- ${title(line)}`)
            .join('\n'),
        ]),
  ].join('\n\n');
}
