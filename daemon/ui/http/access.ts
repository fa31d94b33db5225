// Which requests are answered at all. Every page in the user's browser can reach a listener on loopback,
// so a request must name our own host and, if the browser states its origin, come from our own page. Pure.

export type PageRequest = {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`, which a page cannot forge. */
  site: string | undefined;
};

/** Why the request is refused; undefined if it is allowed. `origin` is ours, such as `http://127.0.0.1:41233`. */
export function refusal({ method, host, origin, site }: PageRequest, own: string): string | undefined {
  if (host !== new URL(own).host) return `the host ${host ?? '(none)'} is not this page`;
  if (method !== 'GET' && method !== 'POST') return `${method} is not used here`;
  if (origin !== undefined && origin !== own) return `the origin ${origin} is not this page`;
  if (method === 'POST' && origin === undefined) return 'a POST must name its origin';
  // `none` means that a person typed the address or followed a link from outside the browser.
  if (site !== undefined && site !== 'same-origin' && !(site === 'none' && method === 'GET'))
    return `a request from ${site} is not this page`;
  return undefined;
}

/** The token of `Authorization: Bearer …`. */
export const bearer = (header: string | undefined): string | undefined => /^Bearer ([\w.-]{1,200})$/.exec(header ?? '')?.[1];
