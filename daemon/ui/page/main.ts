// The entry point of the page: exchanges the code in its link for a token and shows what the address names.

import { html } from 'htm/preact';
import { render } from 'preact';
import { App } from './app.ts';
import { enter } from './live/ask.ts';

const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
if (code !== undefined) {
  // Remove the code from the browser history before anything else happens.
  history.replaceState(null, '', `${location.pathname}#/`);
  await enter(code).catch(() => undefined);
}
render(html`<${App} />`, document.body);
