'use client';

import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconCheck } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SavedView } from '@/db/saved-views';
import { deleteView, renameView, saveView } from '../manage-actions';
import type { ViewState } from './use-view-state';
import { isSameView } from './view-state';

const TextDialog = dynamic(() => import('../../shell/ask-dialogs').then((module) => module.TextDialog), {
  ssr: false,
  loading: () => null,
});
const ConfirmDialog = dynamic(
  () => import('../../shell/ask-dialogs').then((module) => module.ConfirmDialog),
  {
    ssr: false,
    loading: () => null,
  },
);

/** Opens, saves, renames and deletes named views. */
export function ViewsMenu(props: {
  experimentId: number | undefined;
  views: readonly SavedView[];
  state: ViewState;
  widths: Record<string, number>;
  onWidths: (widths: Record<string, number>) => void;
}) {
  const { experimentId, views, state, widths, onWidths } = props;
  const t = useTranslations('runs');
  const router = useRouter();
  const [dialog, setDialog] = useState<'save' | 'rename' | 'delete'>();
  const [failure, setFailure] = useState('');
  const { view, named } = state;
  const isChanged =
    named !== undefined &&
    !(isSameView(view, named.state) && JSON.stringify(widths) === JSON.stringify(named.state.widths));
  const close = () => setDialog(undefined);
  const open = (next: SavedView | undefined) => {
    state.open(next);
    onWidths(next?.state.widths ?? {});
  };
  return (
    <>
      <Menu position="bottom-start" shadow="md" width={280}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={14} />}>
            {named ? (isChanged ? t('changed', { name: named.name }) : named.name) : t('views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw="calc(100vw - 24px)">
          <Menu.Item leftSection={<Mark isOn={!named && state.isUsual} />} onClick={() => open(undefined)}>
            {t('usualView')}
          </Menu.Item>
          {views.length > 0 && <Menu.Label>{t('savedViews')}</Menu.Label>}
          {views.map((one) => (
            <Menu.Item
              key={one.uid}
              leftSection={<Mark isOn={one.uid === named?.uid} />}
              onClick={() => open(one)}
            >
              {one.name}
            </Menu.Item>
          ))}
          {views.length === 0 && <Menu.Label>{t('noViews')}</Menu.Label>}
          <Menu.Divider />
          {named && isChanged && (
            <Menu.Item
              onClick={async () => {
                const { name } = named;
                const { fault } = await saveView({
                  name,
                  experimentId,
                  state: { ...view, widths },
                  replace: true,
                });
                setFailure(fault?.message ?? '');
                router.refresh();
              }}
            >
              {t('saveView')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => setDialog('save')}>{t('saveViewAs')}</Menu.Item>
          {named && <Menu.Item onClick={() => setDialog('rename')}>{t('renameView')}</Menu.Item>}
          {named && (
            <Menu.Item color="red" onClick={() => setDialog('delete')}>
              {t('deleteView')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {failure && <span role="alert">{failure}</span>}
      {dialog === 'save' && (
        <TextDialog
          title={t('saveViewAs')}
          label={t('viewName')}
          action={t('save')}
          act={async (name) => {
            const answer = await saveView({ name, experimentId, state: { ...view, widths } });
            if (answer.fault) return answer.fault.message;
            open(answer.view);
            router.refresh();
          }}
          onClose={close}
        />
      )}
      {dialog === 'rename' && named && (
        <TextDialog
          title={t('renameView')}
          label={t('viewName')}
          text={named.name}
          action={t('rename')}
          act={async (name) => {
            const wrong = await renameView(named.id, name);
            router.refresh();
            return wrong?.message;
          }}
          onClose={close}
        />
      )}
      {dialog === 'delete' && named && (
        <ConfirmDialog
          title={t('deleteView')}
          action={t('deleteView')}
          act={async () => {
            const wrong = await deleteView(named.id);
            if (wrong) return wrong.message;
            open(undefined);
            router.refresh();
          }}
          onClose={close}
        >
          <p style={{ marginTop: 0 }}>{t('deleteViewText', { name: named.name })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** A tick, or the room of one. */
function Mark({ isOn }: { isOn: boolean }) {
  return isOn ? <IconCheck size={14} aria-hidden /> : <span style={{ display: 'inline-block', width: 14 }} />;
}
