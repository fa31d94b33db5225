// Where the page is: the address behind the `#`.

import { useEffect, useState } from 'preact/hooks';

export const go = (path: string): void => {
  location.hash = path;
};

const here = (): string[] => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);

export function usePlace(): string[] {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = () => setPlace(here());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return place;
}
