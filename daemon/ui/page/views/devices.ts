// Which browsers have access, and how to revoke it.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { Device } from '../../devices.ts';
import { post, token } from '../live/ask.ts';
import { useView } from '../live/use-view.ts';
import { Failing, useNow } from '../parts/parts.ts';
import { ago } from '../parts/words.ts';

export function Devices() {
  const { data, failure, reload } = useView<Device[]>('/api/devices', '*');
  const [gone, setGone] = useState<string>();
  const now = useNow(30_000);
  const own = token()?.split('.')[0];
  const revoke = async (device: string) => {
    await post('/api/revoke', { device }).catch(() => undefined);
    setGone(device);
    reload();
  };
  return html`<h1>Devices</h1><p class="lead">Each browser has a token of its own. All of them end when the server of this page does.</p>
${failure && html`<${Failing} failure=${failure} />`}
<ul class="rows">${(data ?? [])
    .filter(({ id }) => id !== gone)
    .map(
      (it) =>
        html`<li key=${it.id} class="row plain"><span class="mono id">${it.id}</span><span class="grow">${it.name}${it.id === own && html` <b class="soft">this one</b>`}</span><span class="soft">${ago(it.since, now)}</span><button onClick=${() => void revoke(it.id)}>Revoke</button></li>`,
    )}</ul>
<p class="note">For a phone: <code>muster ui --phone --listen ‹address› --cert ‹file› --key ‹file›</code></p>`;
}
