import { useEffect, useState } from 'react';
import { readDataVersions } from './actions';
import { useRunVersion } from './use-run-version';

type Versions = Readonly<Record<string, number>>;

const SHORTEST_PAUSE_MS = 1_000;

/** Version of each table: when the page was made, and read again after runs changed. */
export function useDataVersions(atFirst: Versions): Versions {
  const [read, setRead] = useState<{ atFirst: Versions; versions: Versions }>();
  const change = useRunVersion(SHORTEST_PAUSE_MS);
  useEffect(() => {
    if (change === 0) return;
    let isCurrent = true;
    // While the server is away, what is known stays.
    readDataVersions().then(
      (versions) => isCurrent && setRead({ atFirst, versions }),
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [change, atFirst]);
  return read?.atFirst === atFirst ? read.versions : atFirst;
}
