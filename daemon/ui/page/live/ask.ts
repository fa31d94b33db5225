// How the page sends requests to its server: with this browser's token, which is stored per port.

export type Failure = { code: string; message: string; hint: string; status: number };

class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The failure that the page shows. Any other error is a mistake in the page, and stays one that the browser reports. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  throw error;
}

const TOKEN = 'muster-token';

export const token = (): string | null => localStorage.getItem(TOKEN);
export const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token() ?? ''}` });

/** Calls the listener when another tab removes or stores the token. */
export function onToken(listener: () => void): () => void {
  const heard = (event: StorageEvent) => event.key === TOKEN && listener();
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

async function answerOf<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const { error } = (body ?? {}) as { error?: Omit<Failure, 'status'> };
  throw new Failed({ code: 'unreachable', message: 'the server gave no answer', hint: '', ...error, status: response.status });
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch {
    throw new Failed({
      code: 'unreachable',
      message: 'the server of this page does not answer',
      hint: 'Start it with: muster ui',
      status: 0,
    });
  }
}

export const read = async <T>(path: string): Promise<T> => answerOf<T>(await reach(path, { headers: bearer() }));

export const post = async <T>(path: string, body: unknown): Promise<T> =>
  answerOf<T>(
    await reach(path, { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  );

/** The token ensures that a repeated request is executed once. */
export const act = (order: Record<string, unknown>): Promise<{ says: string }> =>
  post('/api/act', { token: crypto.randomUUID(), ...order });

export async function enter(code: string): Promise<void> {
  const { token: given } = await post<{ token: string }>('/api/enter', { code, name: deviceName() });
  localStorage.setItem(TOKEN, given);
}

function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /(Firefox|Edg|Chrome|Safari)\//.exec(agent)?.[1]?.replace('Edg', 'Edge') ?? 'Browser';
  const system = /\(([^;)]+)/.exec(agent)?.[1] ?? 'unknown system';
  return `${browser}, ${system}`;
}
