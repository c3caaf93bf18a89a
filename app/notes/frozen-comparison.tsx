'use client';

import { Alert, Skeleton } from '@mantine/core';
import type { NoteCellOf } from '@/lib/domain/note-content';
import type { Comparison } from '../compare/read-comparison';
import { useAnswer } from '../compare/use-answer';
import { ComparedRuns } from './compared-runs';

/** The runs of a comparison in the view that its note was frozen with. */
export function FrozenComparison(props: {
  runIds: readonly number[];
  view: NoteCellOf<'comparison'>['settings']['view'];
}) {
  const { value, error } = useAnswer<Comparison>(`/api/compare?runs=${props.runIds.join(',')}`, 0);
  if (error)
    return (
      <Alert color="red" role="alert">
        {error}
      </Alert>
    );
  if (!value) return <Skeleton height={320} />;
  return <ComparedRuns comparison={value} view={props.view} version={0} onRemove={undefined} />;
}
