'use client';

import { ActionIcon, Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ScrollBox } from '../../shell/scroll-box';
import classes from './grid.module.css';

/** Examples of the filter language; what each means is told by the message of the same name. */
const EXAMPLES = [
  ['words', 'lenet int8'],
  ['compare', 'accuracy >= 98% AND sparsity > 0.5'],
  ['or', "(status = 'failed' OR status = 'killed') AND NOT tag = 'known'"],
  ['in', "method IN ('prune', 'quantize')"],
  ['like', "name LIKE '%pruned%'"],
  ['param', 'params.optimizer.learningRate < 0.01'],
  ['metric', 'metrics.validation/loss < 0.1'],
  ['best', 'max(metrics.validation/accuracy) > 0.99'],
  ['quotes', 'params."a key, with spaces" = 3'],
  ['tag', "tag = 'paper'"],
  ['missing', 'metrics.test/accuracy IS NULL'],
  ['notANumber', 'metrics.train/loss = NaN'],
  ['time', "started_at >= '2026-11-01' AND created_by = 'Ada'"],
  ['between', 'duration_ms BETWEEN 1000 AND 60000'],
] as const;

/** The filter language in a page of examples. */
export function FilterHelp() {
  const t = useTranslations('runs.filterHelp');
  return (
    <Popover position="bottom-end" width={520} shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon size={30} aria-label={t('title')}>
          <IconHelp size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 24px)" aria-label={t('title')}>
        <ScrollBox label={t('title')}>
          <div className={classes.help}>
            <p style={{ marginTop: 0 }}>{t('intro')}</p>
            <table>
              <tbody>
                {EXAMPLES.map(([name, example]) => (
                  <tr key={name}>
                    <td>{t(name)}</td>
                    <td>
                      <code>{example}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p style={{ marginBottom: 0 }} className="muted">
              {t('rules')}
            </p>
          </div>
        </ScrollBox>
      </Popover.Dropdown>
    </Popover>
  );
}
