import { useTranslations } from 'next-intl';
import { CopyText } from '../format/copy-text';
import { ScrollBox } from '../shell/scroll-box';
import classes from './facts.module.css';

/** A run's config as JSON, and the command that does the run again. */
export function RunConfigView({
  runId,
  config,
  gitCommit,
}: {
  runId: number;
  config: string;
  gitCommit: string | null;
}) {
  const t = useTranslations('run');
  const text = JSON.stringify(JSON.parse(config), null, 2);
  const file = `run-${runId}.json`;
  const command = [
    ...(gitCommit ? [`# ${t('commit')} ${gitCommit}`] : []),
    `cat > ${file} <<'JSON'`,
    text,
    'JSON',
    `npm run lathe -- run ${file}`,
  ].join('\n');
  return (
    <>
      <ScrollBox label={t('config')}>
        <pre className={`mono ${classes.code}`}>{text}</pre>
      </ScrollBox>
      <CopyText text={text} label={t('copyConfig')} /> <CopyText text={command} label={t('copyCommand')} />
    </>
  );
}
