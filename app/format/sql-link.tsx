import { IconTerminal2 } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

/** Opens a query in the console. */
export function SqlLink({ sql }: { sql: string }) {
  const t = useTranslations('shell');
  return (
    <Link
      href={`/console#sql=${encodeURIComponent(sql)}`}
      prefetch={false}
      className="nowrap"
      style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
    >
      <IconTerminal2 size={14} aria-hidden />
      {t('openAsSql')}
    </Link>
  );
}
