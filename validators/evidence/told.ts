// Whether a quote can be copied from what a worker was shown: then it shows that the text is there, and not that the worker looked.

import { collapsed } from './normal.ts';

export type WasTold = (quote: string) => boolean;

/** `texts`: prompts, in which data is also written as JSON. */
export function toldBy(texts: readonly string[]): WasTold {
  const all = texts.map(collapsed);
  return (quote) => {
    const wanted = collapsed(quote);
    const asJson = JSON.stringify(wanted).slice(1, -1);
    return wanted !== '' && all.some((text) => text.includes(wanted) || text.includes(asJson));
  };
}
