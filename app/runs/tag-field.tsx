'use client';

import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';

const SEARCH_PAUSE_MS = 120;
const MOST_SHOWN = 8;

interface Props extends AutocompleteProps {
  value: string;
  /** Tags that are there already. */
  without?: readonly string[];
}

/** A field for a tag that proposes those that exist, the most used first. Any other name can be typed as well. */
export function TagField({ value, without, ...rest }: Props) {
  const [isOpen, setOpen] = useState(false);
  const known = useTags(value, isOpen);
  const proposed = useMemo(
    () => known.filter((name) => name !== value.trim() && !without?.includes(name)).slice(0, MOST_SHOWN),
    [known, value, without],
  );
  return (
    <Autocomplete
      {...rest}
      size="xs"
      value={value}
      data={proposed}
      // The server has searched.
      filter={({ options }) => options}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      // What was entered is done with: no list stays over the page.
      onKeyDown={({ key }) => key === 'Enter' && setOpen(false)}
    />
  );
}

/** Names of tags that have the text, asked for anew each time they are wanted; the last ones until newer are there. */
function useTags(search: string, isWanted: boolean): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  const [text] = useDebouncedValue(search.trim(), SEARCH_PAUSE_MS);
  useEffect(() => {
    if (!isWanted) return;
    const leaving = new AbortController();
    fetch(`/api/runs/tags?${new URLSearchParams({ search: text })}`, { signal: leaving.signal })
      .then((response) => response.json())
      .then(({ tags }: { tags: { name: string }[] }) => setNames(tags.map(({ name }) => name)))
      // Nothing is proposed then; a tag can be typed all the same.
      .catch(() => {});
    return () => leaving.abort();
  }, [text, isWanted]);
  return names;
}
