import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import notes from '@/app/i18n/messages/en/notes.json';
import { ResultChangeView } from '@/app/notes/result-change-view';
import { resultChange } from '@/lib/domain/result-change';

it('rows that differ stand under their names, numbers and what is missing among them to the right', () => {
  const columns = ['layer', 'n', 'note'].map((name) => ({ name, type: 'ANY' }));
  const change = resultChange(
    { columns, rows: [['fc', 1, null]] },
    {
      columns,
      rows: [
        ['fc', null, null],
        ['conv', 2, null],
      ],
    },
  );
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ notes }}>
      <ResultChangeView change={change} columns={columns.map(({ name }) => name)} />
    </NextIntlClientProvider>,
  );
  expect(html).toContain('1 row new, 0 gone, 1 changed');
  expect(html).toContain('<th>layer</th><th class="number">n</th><th>note</th>');
  expect(html).toContain('<td>fc</td><td class="number"><del>1</del> → <ins>NULL</ins></td><td>NULL</td>');
  expect(html).toContain('<td>conv</td><td class="number">2</td><td>NULL</td>');
});
