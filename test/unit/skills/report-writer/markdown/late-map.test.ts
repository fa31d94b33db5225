// A report that did not wait for the map says so, in its language; one that has none says nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Report } from '../../../../../contracts/run/report.ts';
import { timestamp } from '../../../../../contracts/time.ts';
import { renderMarkdown } from '../../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../../skills/report-writer/page/render-html.ts';
import { emptyView } from '../../../../fixtures/report/build.ts';
import { composeReport } from '../../../../fixtures/report/compose.ts';

const test = suite('a report without a map');

const WORDS: [string, string, string][] = [
  ['en', 'Where to look', 'The map of the repository was not ready when this report was written.'],
  ['de', 'Wo man hinsehen sollte', 'Die Karte des Repositorys war noch nicht fertig, als dieser Bericht geschrieben wurde.'],
  ['fr', 'Où regarder', 'La carte du dépôt n’était pas prête quand ce rapport a été écrit.'],
  ['es', 'Dónde mirar', 'El mapa del repositorio no estaba listo cuando se escribió este informe.'],
];

for (const [language, heading, sentence] of WORDS)
  test(`says in ${language} that it was not ready, and nothing if there is none`, () => {
    const view = emptyView();
    const about = { view: { ...view, task: { ...view.task, language } } as typeof view, events: [], engine: 'x', at: timestamp(0) };
    const [late, none] = [composeReport({ ...about, map: 'late' }), composeReport({ ...about, map: null })];
    assert.equal([late.map, late.mapLate, none.map, 'mapLate' in none], [null, true, null, false]);
    Report.parse(late);
    for (const render of [renderMarkdown, renderHtml]) {
      assert.match(render(late), sentence);
      assert.match(render(late), heading);
      assert.not.match(render(none), sentence);
    }
  });

test.run();
