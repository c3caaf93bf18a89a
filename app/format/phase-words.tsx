import { useTranslations } from 'next-intl';

const ROUND = /^round (\d+) of (\d+)$/;

/** What a run is at, as its worker wrote it: in the reader's language where the word is one of Lathe's, else as it stands. */
export function PhaseWords({ phase }: { phase: string }) {
  const t = useTranslations('words.phase');
  const starting = useTranslations('run')('starting');
  const [, round, rounds] = ROUND.exec(phase) ?? [];
  if (round) return <span>{t('round', { round, rounds })}</span>;
  if (phase === '') return <span>{starting}</span>;
  return <span>{t.has(phase as 'training') ? t(phase as 'training') : phase}</span>;
}
