import { Button, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { tellName } from '../session/actions';

/** Asks for the name under which this browser's work is recorded. */
export function NameForm({ name, onSaved }: { name: string; onSaved?: () => void }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const save = async (form: FormData) => {
    await tellName(form);
    router.refresh();
    onSaved?.();
  };
  return (
    <form action={save} style={{ display: 'flex', gap: 8 }}>
      <TextInput
        name="name"
        size="xs"
        aria-label={t('personName')}
        defaultValue={name}
        maxLength={60}
        required
        autoComplete="name"
        // Opened by a button it takes that one's place; as part of a page it takes no focus.
        autoFocus={onSaved !== undefined}
        style={{ flex: 1, minWidth: 100 }}
      />
      <Button type="submit" variant="default">
        {t('save')}
      </Button>
    </form>
  );
}
