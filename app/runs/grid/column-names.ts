import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { metricKind } from '@/lib/domain/metric-kind';
import { CONFIG_GROUP, parseColumnId } from '@/lib/domain/run-columns';

/** The name of a column for people; params and metrics go by their key, and "best" tells which end is meant. */
export function useColumnName(): (columnId: string) => string {
  const t = useTranslations('runs');
  return useCallback(
    (columnId) => {
      if (columnId === CONFIG_GROUP) return t('configGroup');
      const column = parseColumnId(columnId);
      if (column === undefined) return columnId;
      if (column.type === 'fact') return t(`fact.${column.id}`);
      return column.type === 'param' ? column.key : `${column.key} (${t(`pick.${column.pick}`)})`;
    },
    [t],
  );
}

/** Which end of a metric is offered as its best one: the largest where its name does not say. */
export function bestPick(key: string): 'min' | 'max' {
  return metricKind(key).better === 'less' ? 'min' : 'max';
}
