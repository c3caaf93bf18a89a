import { useTranslations } from 'next-intl';
import classes from './curves.module.css';

/** The curves of a chart with their colours; each is hidden and shown by its button. */
export function CurveLegend(props: {
  names: readonly string[];
  colors: readonly string[];
  hidden: ReadonlySet<string>;
  onToggle: (key: string) => void;
}) {
  const { names, colors, hidden, onToggle } = props;
  const t = useTranslations('curves');
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {names.map((key, index) => (
        <li key={key}>
          <button
            type="button"
            className={classes.legendItem}
            aria-pressed={!hidden.has(key)}
            onClick={() => onToggle(key)}
          >
            <span className={classes.swatch} style={{ background: colors[index] }} aria-hidden />
            {key}
          </button>
        </li>
      ))}
    </ul>
  );
}
