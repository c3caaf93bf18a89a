import { useTranslations } from 'next-intl';
import { parseColumnId } from '@/lib/domain/run-columns';
import { isComparedFact } from './columns';

/** Names of columns as people read them: facts in the language of the page, params and metrics by their keys. */
export function useColumnName(): (column: string) => string {
  const t = useTranslations('compare');
  return (column) => {
    if (column === 'run') return t('run');
    if (isComparedFact(column)) return t(`fact.${column}`);
    const parsed = parseColumnId(column);
    if (parsed?.type === 'metric')
      return parsed.pick === 'last' ? parsed.key : `${parsed.key} (${t(`pick.${parsed.pick}`)})`;
    return parsed?.type === 'param' ? parsed.key : column;
  };
}
