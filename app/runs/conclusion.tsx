'use client';

import { Alert, Button, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState, useTransition } from 'react';
import { Section } from '../shell/page-body';
import { saveConclusion } from './actions';
import classes from './facts.module.css';

interface Draft {
  text: string;
  /** The conclusion it was begun on: when another one is stored on saving, somebody else wrote it meanwhile. */
  base: string;
}

/** What was learned from a run, written in Markdown by whoever knows. `children` is the stored text, drawn. */
export function Conclusion(props: { runId: number; stored: string; children: ReactNode }) {
  const { runId, stored } = props;
  const t = useTranslations('run');
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>();
  // The button that comes back takes the focus back; the one that came with the page takes none.
  const [hasWritten, setWritten] = useState(false);
  const [theirs, setTheirs] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [isSaving, startSaving] = useTransition();

  const save = ({ text, base }: Draft) =>
    startSaving(async () => {
      setFault(undefined);
      const answer = await saveConclusion({ runId, before: base, after: text }).catch((error: unknown) => ({
        error: String(error),
      }));
      if ('error' in answer) return setFault(answer.error);
      if (!answer.isSaved) {
        // Saving again goes over what is shown now.
        setTheirs(answer.conclusion);
        setDraft({ text, base: answer.conclusion });
        return;
      }
      setTheirs(undefined);
      setDraft(undefined);
      router.refresh();
    });

  return (
    <Section
      id="conclusion"
      title={t('conclusion')}
      aside={
        !draft && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPencil size={12} />}
            autoFocus={hasWritten}
            onClick={() => {
              setWritten(true);
              setDraft({ text: stored, base: stored });
            }}
          >
            {t(stored === '' ? 'writeConclusion' : 'editConclusion')}
          </Button>
        )
      }
    >
      {draft ? (
        <div className={classes.conclusion}>
          <Textarea
            autosize
            minRows={4}
            maxRows={24}
            aria-label={t('conclusion')}
            placeholder={t('conclusionHint')}
            value={draft.text}
            // A disabled field would lose the focus, and what is typed on would be taken for the page's shortcuts.
            readOnly={isSaving}
            autoFocus
            onChange={({ currentTarget: { value } }) => setDraft({ ...draft, text: value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(draft);
            }}
          />
          {theirs !== undefined && (
            <Alert color="yellow" mt="xs" title={t('conclusionConflict')}>
              <pre className={`${classes.code} ${classes.wrapped}`}>{theirs || t('conclusionEmptied')}</pre>
            </Alert>
          )}
          {fault && (
            <p role="alert" style={{ color: 'var(--lathe-bad)' }}>
              {fault}
            </p>
          )}
          <div className={classes.controls} style={{ marginTop: 8 }}>
            <Button disabled={isSaving} onClick={() => save(draft)}>
              {t(theirs === undefined ? 'saveConclusion' : 'saveOver')}
            </Button>
            <Button
              variant="default"
              disabled={isSaving}
              onClick={() => {
                setDraft(undefined);
                setTheirs(undefined);
                setFault(undefined);
              }}
            >
              {t('discardConclusion')}
            </Button>
          </div>
        </div>
      ) : stored === '' ? (
        <p className="muted">{t('noConclusion')}</p>
      ) : (
        <div className={classes.conclusion}>{props.children}</div>
      )}
    </Section>
  );
}
