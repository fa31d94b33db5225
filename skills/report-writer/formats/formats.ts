// All formats of a report, by the name that a person passes to --format. Each is a pure function of report.json.

import type { Report } from '../../../contracts/run/report.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderHtml } from '../page/render-html.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJunit } from './junit.ts';
import type { Format } from './names.ts';
import { renderRdjson } from './rdjson.ts';
import type { Rendering } from './reported-findings.ts';
import { renderSarif } from './sarif.ts';

export function renderAs(format: Format, report: Report, rendering: Rendering): string {
  switch (format) {
    case 'sarif':
      return renderSarif(report, rendering);
    case 'github':
      return renderGithub(report);
    case 'gitlab':
      return renderGitlab(report);
    case 'rdjson':
      return renderRdjson(report);
    case 'junit':
      return renderJunit(report);
    case 'md':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report);
    case 'json':
      return `${JSON.stringify(report, null, 1)}\n`;
  }
}
