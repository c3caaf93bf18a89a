import { useFormatter, useTranslations } from 'next-intl';
import type { NoteCell } from '@/lib/domain/note-content';

/** What a cell says besides its text, in words: labels with their values. `nameOf` gives the name of another cell. */
export function useCellFacts(nameOf: (uid: string) => string): (cell: NoteCell) => [string, string][] {
  const t = useTranslations('notes');
  const types = useTranslations('console.paramType');
  const charts = useTranslations('results');
  const format = useFormatter();
  const factsOf = (cell: NoteCell): [string, string][] => {
    const runOf = (id: number | null) => (id === null ? '' : `#${id}`);
    switch (cell.type) {
      case 'parameter': {
        const { param, choices } = cell.settings;
        const value = param.type === 'null' ? '' : param.value;
        return [
          [`:${cell.name}`, `${types(param.type)} ${value}`.trim()],
          [t('choices'), choices.join(', ')],
        ];
      }
      case 'chart': {
        const { cellUid, spec } = cell.settings;
        const columns = (refs: (string | number | undefined)[]) =>
          refs.flatMap((ref) => (ref === undefined ? [] : String(ref))).join(', ');
        return [
          [t('chartOver'), cellUid === null ? '' : nameOf(cellUid) || t('type.sql')],
          [charts('chartKind'), spec ? charts(`kind.${spec.kind}`) : ''],
          [charts('chartX'), columns([spec?.x])],
          [charts('chartY'), columns(spec?.y ?? [])],
          [charts('chartSeries'), columns([spec?.series])],
          [charts('chartColor'), columns([spec?.value])],
          [charts('chartLogX'), spec?.isLogX ? '✓' : ''],
          [charts('chartLogY'), spec?.isLogY ? '✓' : ''],
        ];
      }
      case 'run': {
        const { runId, parts, snapshot } = cell.settings;
        return [
          [t('type.run'), runOf(runId)],
          [t('runParts'), parts.map((part) => t(`part.${part}`)).join(', ')],
          [
            t('keepRun'),
            snapshot
              ? format.dateTime(new Date(snapshot.at), { dateStyle: 'medium', timeStyle: 'short' })
              : '',
          ],
        ];
      }
      case 'comparison': {
        const { runIds, filter, view } = cell.settings;
        return [
          [t('comparedRuns'), runIds.map(runOf).join(', ')],
          [t('comparedFilter'), filter],
          [t('comparedAs'), t(`view.${view}`)],
        ];
      }
      case 'launch':
        return [[t('type.run'), runOf(cell.settings.runId)]];
      default:
        return [[t('cellName'), cell.name]];
    }
  };
  return (cell) => factsOf(cell).filter(([, value]) => value !== '');
}
