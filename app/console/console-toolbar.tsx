'use client';

import { Button, Loader, Menu, MenuDivider, MenuDropdown, MenuItem, MenuTarget } from '@mantine/core';
import {
  IconBookmark,
  IconBulb,
  IconDeviceFloppy,
  IconHistory,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconTools,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import classes from './console.module.css';
import { EXAMPLES, type Example } from './examples';
import type { StatementsState } from './use-statements';

/** What can be done with the text of the editor. */
export function ConsoleToolbar(props: {
  running: StatementsState['running'];
  /** False until the text of the editor is known: what a link carries comes after the page. */
  isReady: boolean;
  source: ReactNode;
  onRun: () => void;
  onRunAll: () => void;
  onCancel: () => void;
  onPlan: () => void;
  onFormat: () => void;
  onLink: () => void;
  onExample: (title: string, example: Example) => void;
  onSave: () => void;
  onSaved: () => void;
  onHistory: () => void;
}) {
  const t = useTranslations('console');
  const { running } = props;
  return (
    <div className={classes.toolbar}>
      <Button
        leftSection={<IconPlayerPlay size={15} />}
        onClick={props.onRun}
        disabled={!props.isReady || running !== undefined}
        title={t('runHint')}
      >
        {t('run')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={15} />}
        onClick={props.onCancel}
        disabled={!running || running.isCancelling}
      >
        {t('cancel')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerTrackNext size={15} />}
        onClick={props.onRunAll}
        disabled={!props.isReady || running !== undefined}
        title={t('runAllHint')}
      >
        {t('runAll')}
      </Button>
      {props.source}
      <Menu position="bottom-start" width={340}>
        <MenuTarget>
          <Button variant="default" leftSection={<IconBulb size={15} />}>
            {t('examples')}
          </Button>
        </MenuTarget>
        <MenuDropdown>
          {EXAMPLES.map((example) => (
            <MenuItem key={example.key} onClick={() => props.onExample(t(`example${example.key}`), example)}>
              {t(`example${example.key}`)}
              <p className={classes.about}>{t(`example${example.key}Help`)}</p>
            </MenuItem>
          ))}
        </MenuDropdown>
      </Menu>
      <Button variant="default" leftSection={<IconBookmark size={15} />} onClick={props.onSaved}>
        {t('savedQueries')}
      </Button>
      <Button variant="default" leftSection={<IconDeviceFloppy size={15} />} onClick={props.onSave}>
        {t('saveQuery')}
      </Button>
      <Button variant="default" leftSection={<IconHistory size={15} />} onClick={props.onHistory}>
        {t('history')}
      </Button>
      <Menu position="bottom-end">
        <MenuTarget>
          <Button variant="default" leftSection={<IconTools size={15} />}>
            {t('more')}
          </Button>
        </MenuTarget>
        <MenuDropdown>
          <MenuItem onClick={props.onPlan}>{t('explain')}</MenuItem>
          <MenuItem onClick={props.onFormat}>{t('format')}</MenuItem>
          <MenuDivider />
          <MenuItem onClick={props.onLink}>{t('copyLink')}</MenuItem>
        </MenuDropdown>
      </Menu>
      {running && (
        <span className={classes.running} role="status">
          <Loader size={14} />
          {running.isCancelling
            ? t('cancelling')
            : running.total > 1
              ? t('runningOf', { index: running.index + 1, total: running.total })
              : t('running')}
        </span>
      )}
    </div>
  );
}
