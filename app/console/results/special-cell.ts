import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import { bytes, count } from '@/app/format/quantities';
import type { Cell } from '@/db/console/query-result';
import { shownText, sizeOf } from './cell-value';
import type { GridRow } from './grid-row';
import classes from './results.module.css';

/** What the buttons in cells are called. */
export interface CellWords {
  open: string;
  download: string;
  characters: (count: string) => string;
}

/** A link, a blob or a long text in a cell. Plain elements: a component of React in each cell would stall scrolling. */
export class SpecialCell implements ICellRendererComp<GridRow> {
  private element = document.createElement('span');

  init(params: ICellRendererParams<GridRow, Cell> & { href?: string; words: CellWords }): void {
    const { value, href, words } = params;
    this.element.className = classes.special;
    if (href) {
      const link = document.createElement('a');
      link.href = href;
      link.textContent = String(value);
      link.tabIndex = -1;
      this.element.append(link);
    } else if (typeof value === 'string') {
      const text = document.createElement('span');
      text.className = classes.text;
      text.textContent = `${shownText(value).shown}…`;
      const size = sizeOf(value);
      const characters = size && 'characters' in size ? size.characters : value.length;
      this.element.append(text, button('open', words.characters(count(characters)), words.open));
    } else if (value !== null && value !== undefined && typeof value === 'object') {
      const chip = button('open', `BLOB ${bytes(value.bytes)}`, words.open);
      this.element.append(chip, button('download', '↓', words.download));
    }
  }

  getGui(): HTMLElement {
    return this.element;
  }

  refresh(): boolean {
    return false;
  }
}

function button(action: 'open' | 'download', text: string, label: string): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = classes.chip;
  element.tabIndex = -1;
  element.dataset.action = action;
  element.textContent = text;
  element.title = label;
  element.setAttribute('aria-label', action === 'open' ? `${text}: ${label}` : label);
  return element;
}
